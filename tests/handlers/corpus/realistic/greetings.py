#> "en ann 1" -> "Hello, ANN¡\n  You have 1 mail.\nbye ann %"
#> "de bob 3" -> "Hallo du, BOB¡\n  You have 3 Briefe.\nbye bob %"
#> "fr cid 2" -> "Salut, CID¡\n  You have 2 mails.\nbye cid %"
#> "en ann x" -> "'x' is no number"
#> "list" -> "en:1 de:2 fr:2True"
"""Greetings: string templates, a formatter of its own, plural rules, translations."""

import string
from collections import ChainMap
from importlib import resources  # noqa: F401
from textwrap import dedent

from pulumi_wingws import WebSocket

chat = WebSocket("Greetings")


class Loud(string.Template):
    """A template of another delimiter."""

    delimiter = "%"
    idpattern = r"[a-z]+"


class Plural(string.Formatter):
    """Formats ``{n:one|many}`` by number, ``{x!u}`` in capitals."""

    def format_field(self, value, spec):
        if "|" in spec:
            one, many = spec.split("|")
            return f"{value} {one if value == 1 else many}"
        return super().format_field(value, spec)

    def convert_field(self, value, conversion):
        if conversion == "u":
            return str(value).upper()
        return super().convert_field(value, conversion)


DEFAULTS = {"hello": "Hello", "mails": "{n:mail|mails}", "bye": Loud("bye %name %%")}
GERMAN = {"hello": "Hallo", "mails": "{n:Brief|Briefe}"}
LANGUAGES = {
    "en": ChainMap(DEFAULTS),
    "de": ChainMap(GERMAN, DEFAULTS),
    "fr": ChainMap({"hello": "Salut"}, DEFAULTS),
}
PAGE = string.Template(
    dedent(
        """\
        $hello, ${name}!
          You have $mails.
        $bye"""
    )
)
formatter = Plural()
TABLE = str.maketrans({"é": "e", "!": "¡"})
GERMAN["hello"] += " du"


def greet(language, name, number):
    words = LANGUAGES[language]
    return PAGE.safe_substitute(
        {key: words[key] for key in ("hello",)},
        name=formatter.format("{0!u}", name),
        mails=formatter.format(words["mails"], n=number),
        bye=words["bye"].substitute(name=name),
    ).translate(TABLE)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "list":
        return " ".join(f"{k}:{len(v.maps)}" for k, v in LANGUAGES.items()) + str(
            LANGUAGES["de"].maps[1] is DEFAULTS
        )
    language, name, number = body.split()
    try:
        return greet(language, name, int(number))
    except ValueError:
        return f"{number!r} is no number"
