"""A line of the program stands in the artifact where it provably yields the value."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import slice_program  # noqa: E402

KEPT = [
    "value = 60 * 60",
    'value = "a" + "b" * 2',
    'value = f"{7:03d} {True!r}"',
    "value = -1.5",
    "value = (1, *[2, 3])",
    'value = "sun moon".split()',
    "value = [1, 2, 3][1:]",
    "value = list(range(3))",
    'value = frozenset(["a", "b"])',
    "value = sorted({3, 1, 2})",
    "value = bytearray(3)",
    'value: dict[str, int] = {"a": 1}',
    'value = [print, {"length": len}]',
    "value = lambda n: n + 1",
    'value = {"a": lambda n: n + 1}',
    "value = object()",
    "from collections import Counter\nvalue = Counter()",
    "from collections import OrderedDict as O\nvalue = O(a=1)",
    "import collections\nvalue = collections.defaultdict(list)",
    "from collections import deque\nvalue = deque([1], maxlen=2)",
    "import datetime as d\nvalue = d.datetime(2024, 2, 29, tzinfo=d.timezone.utc)",
    'from decimal import Decimal\nvalue = [Decimal("1.10")]',
    "from fractions import Fraction\nvalue = Fraction(1, 3)",
    "import logging\nvalue = logging.getLogger(__name__)",
    "import math, operator\nvalue = {'+': operator.add, 'root': math.sqrt}",
    'import os.path\nvalue = {"join": os.path.join}',
    'from pathlib import Path\nvalue = Path("a") / "b"',
    'from pathlib import Path\nvalue = Path(__file__).parent / "a.txt"',
    'import re\nvalue = re.compile("a+", re.I | re.M)',
    "from threading import Lock\nvalue = Lock()",
    'from uuid import UUID\nvalue = UUID("12345678123456781234567812345678")',
    "BASE = 2\nLIMIT = BASE**3\nvalue = [LIMIT, -BASE]",
]

WRITTEN = {
    "value = 1\nvalue += 1": "value = 2",
    'value = list({"a"})': "value = ['a']",
    'value = str([{"a"}])': "value = \"[{'a'}]\"",
    'value = ",".join({"a"})': "value = 'a'",
    'value = sorted({"a"}, key=len)': "value = ['a']",
    "int = float\nvalue = int(1)": "value = 1.0",
    "def two(): return 2\nvalue = two()": "value = 2",
    "BASE = 1\nvalue = BASE\nBASE = 2": "value = 1",
    "NO = None\nvalue = [NO]\ndel NO": "value = [None]",
    "import os\nvalue = len(os.sep)": "value = 1",
    "for value in [1, 2]: pass": "value = 2",
    "value = [n for n in range(2)]": "value = [0, 1]",
}

SAID = {
    "from collections import deque\nvalue = deque()\nvalue.append(1)": (
        "from collections import deque\nvalue = deque([1])"
    ),
    "import collections as c\nvalue = c.Counter()\nvalue.update('a')": (
        "import collections as c\nvalue = c.Counter({'a': 1})"
    ),
    "from datetime import date, datetime\nvalue = datetime.min.date()": (
        "from datetime import date\nvalue = date(1, 1, 1)"
    ),
    "import pathlib\nvalue = pathlib.Path('a')\nvalue /= 'b'": (
        "import pathlib\nvalue = pathlib.Path('a/b')"
    ),
    "from decimal import Decimal\nvalue = Decimal(1) * 3\ndel Decimal": (
        "value = __import__(\"decimal\").Decimal('3')"
    ),
}


def shown(text, folder):
    """Return the lines of the artifact that are not the handler's."""
    file = folder / "__main__.py"
    file.write_text(f"{text}\ndef on_message(connection_id, body): return str(value)\n")
    _, artifact = slice_program(file)
    assert "# index.py" not in artifact.source
    return artifact.source.split("\n")[1:-2]


@pytest.mark.parametrize("text", KEPT)
def test_line_stays(text, tmp_path):
    """The artifact has the user's lines, imports included, and nothing else."""
    assert shown(text, tmp_path) == text.split("\n")


@pytest.mark.parametrize("text", WRITTEN)
def test_value_stands_there(text, tmp_path):
    """What a line yields by chance, or may no longer yield, is written down."""
    assert shown(text, tmp_path) == [WRITTEN[text]]


@pytest.mark.parametrize("text", SAID)
def test_value_is_written_in_the_words_of_the_program(text, tmp_path):
    """What it is made of is called as the imports above its line call it."""
    assert shown(text, tmp_path) == SAID[text].split("\n")


def test_index_repeats_nothing_that_a_class_says(tmp_path):
    """What a dataclass makes of its fields is there when its text has run."""
    text = "from dataclasses import dataclass\n@dataclass\nclass Room:\n    name: str"
    assert shown(f"{text}\nvalue = Room", tmp_path)[:4] == text.split("\n")
