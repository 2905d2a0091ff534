#> "JOIN #python --key 'open sesame'" -> "joined #python (1)"
#> "JOIN #perl" -> "joined #perl (1)"
#> "MSG -n #python hello 'there  all' --shout" -> "HELLO THERE…!"
#> "MSG #rust hi" -> "no such channel #rust"
#> "PART" -> "irc: argument command: invalid choice: 'PART'"
#> "MSG" -> "irc MSG: the following arguments are required: channel, words"
#> "LIST --sort size" -> "#perl:1 #python:1"
#> "NICK \"unclosed" -> "No closing quotation"
"""Commands as of IRC: argparse with sub-parsers, shlex, a parser that does not exit."""

import argparse
import re
import shlex
import textwrap
from collections import OrderedDict

from pulumi_wingws import WebSocket

chat = WebSocket("Irc")
CHANNEL = re.compile(r"#[a-z]\w*", re.ASCII)


class Problem(Exception):
    pass


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving the interpreter."""

    def error(self, message):
        raise Problem(f"{self.prog}: {message}")


def channel(text):
    if not CHANNEL.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no channel")
    return text


def build_parser():
    parser = Parser(prog="irc", add_help=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    join = commands.add_parser("JOIN", add_help=False)
    join.add_argument("channel", type=channel)
    join.add_argument("--key", default=None)
    msg = commands.add_parser("MSG", add_help=False)
    msg.add_argument("-n", "--notice", action="store_true")
    msg.add_argument("--shout", dest="style", action="store_const", const=str.upper, default=str)
    msg.add_argument("channel", type=channel)
    msg.add_argument("words", nargs="+")
    listing = commands.add_parser("LIST", add_help=False)
    listing.add_argument("--sort", choices=("name", "size"), default="name")
    return parser


channels = OrderedDict.fromkeys(["#python", "#perl"], ())
KEYS = {"#python": "open sesame"}
SORTS = {"name": lambda pair: pair[0], "size": lambda pair: (-len(pair[1]), pair[0])}


class Commands:
    """One method a command."""

    def join(self, options):
        if KEYS.get(options.channel) != options.key:
            return f"bad key for {options.channel}"
        channels[options.channel] += ("you",)
        return f"joined {options.channel} ({len(channels[options.channel])})"

    def msg(self, options):
        if options.channel not in channels:
            return f"no such channel {options.channel}"
        text = options.style(" ".join(options.words))
        return textwrap.shorten(text, 14, placeholder="…") + "!" * options.notice

    def list(self, options):
        pairs = sorted(channels.items(), key=SORTS[options.sort])
        return " ".join(f"{name}:{len(people)}" for name, people in pairs)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    try:
        options = build_parser().parse_args(shlex.split(body))
        return getattr(Commands(), options.command.lower())(options)
    except (Problem, ValueError) as exc:
        return re.sub(r" \(choose from .*\)", "", str(exc))
