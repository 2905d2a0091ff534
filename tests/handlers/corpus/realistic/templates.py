#> "en Ann" -> "Hello, Ann! You have 3 messages."
#> "de Ann" -> "Hallo, Ann! 3 Nachrichten."
#> "fr Ann" -> "no language 'fr', only de, en"
"""string.Template, ChainMap, a frozen mapping and nested format calls."""

from collections import ChainMap
from string import Template
from types import MappingProxyType

from pulumi_wingws import WebSocket

BASE = {"count": 3}
TEXTS = MappingProxyType(
    {
        "en": "Hello, $name! You have $count messages.",
        "de": "Hallo, $name! $count Nachrichten.",
    }
)
greeter = WebSocket("Greeter")


@greeter.on_message(reply=True)
def on_message(connection_id, body):
    language, name = body.split()
    try:
        template = Template(TEXTS[language])
    except KeyError:
        return f"no language {language!r}, only {', '.join(sorted(TEXTS))}"
    return template.substitute(ChainMap({"name": name}, BASE))
