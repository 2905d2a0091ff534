# -*- coding: latin-1 -*-
"""Old text: CRLF, tabs, another encoding and a form feed."""
WORD = "été"

class A:
	def f(self): return """a
	b
"""


def on_message(connection_id, body):
	return WORD + A().f() + "é"


ANSWERS = {"x": "étéa\n\tb\né"}
