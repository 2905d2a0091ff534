"""Definitions inside blocks keep their columns."""
import sys
if sys.platform == "never":
    def where(): return "if"
elif sys.version_info > (3, 0):
    def where():
        return "elif" + SUFFIX
else:
  def where(): return "else"

try:
    import no_such_module
except ImportError as error:
    SUFFIX = "!"; OTHER = "?"
else:
  SUFFIX = "x"
finally:
    class Finally:
        word = "finally"
for i in range(1):
    if i == 0: LAST = "last"

match 5:
    case 4:
        CASE = 4
    case 5:
        def case(): return "five"


def on_message(connection_id, body):
    return where() + OTHER + Finally.word + LAST + case()


ANSWERS = {"": "elif!?finallylastfive"}
