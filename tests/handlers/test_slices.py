"""What a slice says about a handler besides its files."""

import hashlib
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from pulumi_stand_ins import classify  # noqa: E402
from slicing import (  # noqa: E402
    find_programs,
    run_program,
    slice_program,
)

from pulumi_wingws.handlers import (  # noqa: E402
    Component,
    HandlerSource,
    Refused,
    check_build,
    note_bindings,
    secrets_of,
    slice_handler,
    write_build,
)


def write_program(folder, text, **files):
    """Write a program into a folder and give its main file."""
    for name, content in files.items():
        (folder / f"{name}.py").write_text(content)
    file = folder / "__main__.py"
    file.write_text("from pulumi_stand_ins import *\n" + text)
    return file


def test_methods_are_those_that_reachable_code_calls(tmp_path):
    """Least privilege: a component's methods are exactly those called, helpers too."""
    program = """
chat, rows, idle = WebSocket("Chat"), DynamodbTable("Rows"), DynamodbTable("Idle")
def helper(): rows.put_item(item={})
def unused(): rows.delete_item(key={})
class Room:
    def say(self): return [chat.disconnect for _ in rows.scan()]
def on_message(connection_id, body): helper(); Room().say()
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    used = {u.component.name: dict(u.methods) for u in artifact.components}
    assert used == {
        "Chat": {"disconnect": "__main__.py:7"},
        "Rows": {"put_item": "__main__.py:4", "scan": "__main__.py:7"},
    }


def test_handle_that_code_of_others_gets_has_all_its_methods(tmp_path):
    """A handle that escapes may be asked for anything that it can do."""
    program = """
import pickle, infra
rows = DynamodbTable("Rows")
def on_message(connection_id, body): pickle.dumps(infra.chat); rows.scan()
"""
    infra = "from pulumi_stand_ins import WebSocket\nchat = WebSocket('Chat')\n"
    file = write_program(tmp_path, program, infra=infra)
    _, artifact = slice_program(file)
    chat, rows = sorted(artifact.components, key=lambda used: used.component.name)
    assert chat.methods.keys() == chat.component.methods
    assert chat.escape == "passed to pickle.dumps, __main__.py:5"
    assert (rows.escape, rows.methods.keys()) == ("", {"scan"})


def test_outputs_are_keyed_by_where_the_program_holds_them(tmp_path):
    """An Output's key is its name, with its module, container or resource."""
    program = """
import settings
bucket, arn, arns = Bucket("b"), Output(1), {"x": Output(2)}
def on_message(connection_id, body): return arn, arns, bucket.arn, settings.topic
"""
    settings = "from pulumi_stand_ins import Output\ntopic = Output(3)\n"
    file = write_program(tmp_path, program, settings=settings)
    names, artifact = slice_program(file)
    assert {o.key: o.value for o in artifact.outputs} == {
        "arn": names["arn"],
        "arns['x']": names["arns"]["x"],
        "bucket.arn": names["bucket"].arn,
        "settings.topic": names["settings"].topic,
    }


def test_source_is_what_is_not_blank(tmp_path):
    """The text for the diff has no blank line and names each file."""
    program = """

LIMIT = 5

chat = WebSocket("Chat")
@chat.on_message
def on_message(connection_id, body):

    return LIMIT
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    assert artifact.source == (
        "# __main__.py\n"
        "LIMIT = 5\n"
        "def on_message(connection_id, body):\n"
        "    return LIMIT\n"
    )


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ('"""' + "line of a text\n" * 3000 + '"""', "txt"),
        ("[\n" + '    {"a": 1.5, "b": [None, True]},\n' * 2000 + "]", "json"),
        ("{" + ", ".join(f"{n}: (1, 'x')" for n in range(3000)) + "}", "py"),
        (f"{b'abc' * 12_000!r}", "bin"),
    ],
)
def test_large_data_has_a_file_of_its_own(tmp_path, text, ending):
    """Where it stands in the text, of a class too; a diff says that it is another."""
    program = f"""
DATA = {text}
class Page:
    data = {text}
    size = len(data)
def on_message(connection_id, body): return DATA, Page
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    for name in ("DATA", "Page.data"):
        content = artifact.files[path := f"wingws_data/__main__.{name}.{ending}"]
        digest = hashlib.sha256(content).hexdigest()[:16]
        line = f"# {path}  {len(content)} bytes  sha256 {digest}\n"
        assert line in artifact.source
    assert len(artifact.source) < 1000
    check_build(artifact, write_build(artifact, tmp_path / "build"), root=tmp_path)


def test_secret_in_large_data_is_refused(tmp_path):
    """However JSON writes it."""
    program = """
DATA = {str(n): 'say "hunter2" \\n' for n in range(3000)}
def on_message(connection_id, body): return DATA
"""
    with pytest.raises(Refused, match="contain the value of the secret"):
        file = write_program(tmp_path, program)
        slice_program(file, secrets={"the secret": 'say "hunter2" \n'})


def test_dropped_lines_are_blank(tmp_path):
    """A sliced file has every kept line at its own number and nothing else."""
    program = "import pulumi_stand_ins\n\nchat = 1\n\ndef on_message(c, b):\n    pass\n"
    _, artifact = slice_program(write_program(tmp_path, program))
    assert artifact.files["__main__.py"] == (
        b"\n\n\n\n\ndef on_message(c, b):\n    pass\n"
    )


def test_summary_is_one_line_of_captures(tmp_path):
    """The preview's line says what a handler captured, and how."""
    program = """
LIMIT = 5
rows = DynamodbTable("Rows")
def on_message(connection_id, body): greet(LIMIT); rows.scan()
def greet(n): pass
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    assert artifact.summary == (
        "on_message ← rows (table) · greet() __main__.py:6 · LIMIT = 5"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5", "= 5"),
        ("{'a': 1, 'b': 2}", "(dict of 2)"),
        ("logging.getLogger('chat')", "(Logger)"),
        ("datetime.timedelta(seconds=300)", "= datetime.timedelta(seconds=300)"),
        ("datetime.timezone.utc", "= datetime.timezone.utc"),
        ("float('nan')", '= float("nan")'),
        ("math.nan", "= math.nan"),
        ("decimal.Decimal('1.50')", "= decimal.Decimal('1.50')"),
        ("re.compile('a+', re.I)", "= re.compile('a+', re.IGNORECASE)"),
        ("pathlib.Path('a') / 'b'", "= Path('a/b')"),
        ("pathlib.Path(__file__).parent / 'words.txt'", "= Path('words.txt')"),
        ("'first line\\n' * 9_000", "= 'first line\\nfirst line\\nfirst line\\nfir…"),
        ("'__import__(\"os\").sep'", "= '__import__(\"os\").sep'"),
        ("object()", "(object)"),
    ],
)
def test_summary_says_data_as_a_person_would(tmp_path, text, shown):
    """Scalars by their value, cut when they are long; else what it is, and how many."""
    program = f"""
import datetime, decimal, logging, math, pathlib, re
value = {text}
def on_message(connection_id, body): return value
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    assert artifact.summary == f"on_message ← value {shown}"


def test_rebound_component_is_refused_with_both_lines(tmp_path):
    """A name that meant another component at decoration is refused, never confused."""
    program = """
for name in "ab":
    ws = WebSocket(name)
    def helper(): ws.send_message("c", 1)
    def on_message(connection_id, body): helper()
    HANDLERS = globals().setdefault("noted", [])
    HANDLERS.append((on_message, note(on_message)))
"""
    file = write_program(tmp_path, "from test_notes import note\n" + program)
    notes = type(sys)("test_notes")
    notes.note = partial(note_bindings, root=tmp_path, classify=classify)
    sys.modules["test_notes"] = notes
    (first, bindings), (second, same) = run_program(file)["noted"]
    with pytest.raises(Refused) as caught:
        source = HandlerSource(first, "message", "on_message", bindings=bindings)
        slice_handler(source, root=tmp_path, classify=classify)
    source = HandlerSource(second, "message", "on_message", bindings=same)
    slice_handler(source, root=tmp_path, classify=classify)
    (refusal,) = caught.value.refusals
    assert refusal.problem == (
        "'ws' no longer stands for what it was when on_message was decorated in "
        "line 7; it is bound in line 5"
    )


@pytest.mark.parametrize("text", ["'hunter2-hunter2'", "{1: ['xhunter2-hunter2']}"])
def test_secret_in_the_text_is_refused(tmp_path, text):
    """The value of a secret variable is in no artifact, and not in the refusal."""
    file = write_program(tmp_path, f"A = {text}\ndef on_message(c, b): return A\n")
    environment = {"DB_PASSWORD": "hunter2-hunter2", "SHELL": "x", "A_TOKEN": "short"}
    with pytest.raises(Refused, match="variable DB_PASSWORD") as caught:
        slice_program(file, secrets=secrets_of(environment))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ('{"user": "me", "words": ["hunter2-hunter2"]}', "'hunter2-hunter2'"),
        ("4711", "[4711]"),
        ("4711", "'4711'"),
    ],
)
def test_parts_of_secrets_and_short_ones_are_refused(tmp_path, secret, text):
    """The texts in a secret that is JSON; and a PIN where it stands alone."""
    file = write_program(tmp_path, f"A = {text}\ndef on_message(c, b): return A\n")
    with pytest.raises(Refused, match="contain the value of the secret"):
        slice_program(file, secrets={"the secret": secret})


@pytest.mark.parametrize("secret", ["", "true", "abc", "5"])
def test_a_secret_like_any_word_refuses_nothing(tmp_path, secret):
    """Else no program could be deployed."""
    program = "A = ['true', 'abc', 5, 147110]\ndef on_message(c, b): return A\n"
    slice_program(write_program(tmp_path, program), secrets={"a": secret, "b": "4711"})


def test_path_of_the_project_is_refused(tmp_path):
    """The project's absolute path is in no artifact."""
    program = "import os\nA = [os.getcwd, __file__]\ndef on_message(c, b): return A\n"
    with pytest.raises(Refused, match="absolute path of the project"):
        slice_program(write_program(tmp_path, program))


def test_program_edited_while_it_runs_is_refused(tmp_path):
    """Text that is no longer what runs is refused."""
    file = write_program(tmp_path, "def on_message(c, b): return 1\n")
    names = run_program(file)
    write_program(tmp_path, "def on_message(c, b): return 2\n")
    source = HandlerSource(names["on_message"], "message", "on_message")
    with pytest.raises(Refused, match=r"no longer what __main__\.py says"):
        slice_handler(source, root=tmp_path, classify=classify)


def test_handler_without_a_file_is_refused(tmp_path):
    """A function made by exec has no text to travel as."""
    names = {"__name__": "__main__"}
    exec("def on_message(c, b): pass", names)
    source = HandlerSource(names["on_message"], "message", "on_message")
    with pytest.raises(Refused, match="'on_message' has no source"):
        slice_handler(source, root=tmp_path, classify=classify)


def test_handler_of_another_module_leaves_main_out(tmp_path):
    """A handler in a module of the program needs no main file."""
    module = "def on_message(connection_id, body): return body\n"
    file = write_program(tmp_path, "from rooms import on_message\n", rooms=module)
    _, artifact = slice_program(file)
    own = [p for p in artifact.files if not p.startswith("wingws_runtime/")]
    assert own == ["index.py", "rooms.py"]


def test_module_called_index_is_refused(tmp_path):
    """A file that would stand in for the artifact's own is refused."""
    module = "def on_message(connection_id, body): return body\n"
    file = write_program(tmp_path, "from index import on_message\n", index=module)
    with pytest.raises(Refused, match="part of every artifact"):
        slice_program(file)


def test_build_is_written_once(tmp_path):
    """An artifact's folder is named after its bytes and never touched again."""
    _, artifact = slice_program(find_programs()["chat"])
    build = write_build(artifact, tmp_path)
    inode = build.stat().st_ino
    assert write_build(artifact, tmp_path) == build == tmp_path / artifact.sha256
    assert build.stat().st_ino == inode
    written = {f.relative_to(build).as_posix() for f in build.rglob("*") if f.is_file()}
    assert written == set(artifact.files)
    assert [f.name for f in tmp_path.iterdir()] == [artifact.sha256]


def test_source_layout_is_kept(tmp_path):
    """Files keep their paths below the project's root, wherever imports start."""
    source = tmp_path / "src"
    (source / "app").mkdir(parents=True)
    (source / "app" / "__init__.py").touch()
    (source / "app" / "util.py").write_text("def greet(): return 'hello'\n")
    program = "from app.util import greet\ndef on_message(c, b): return greet()\n"
    names = run_program(write_program(source, program))
    source = HandlerSource(names["on_message"], "message", "on_message")
    artifact = slice_handler(source, root=tmp_path, classify=classify)
    assert {"src/__main__.py", "src/app/__init__.py", "src/app/util.py"} < set(
        artifact.files
    )
    check_build(artifact, write_build(artifact, tmp_path / "build"), root=tmp_path)


def test_runtime_is_in_every_artifact(tmp_path):
    """The runtime package travels as source, without anything compiled."""
    _, artifact = slice_program(find_programs()["chat"])
    runtime = [path for path in artifact.files if path.startswith("wingws_runtime/")]
    assert "wingws_runtime/__init__.py" in runtime
    assert all(path.endswith(".py") for path in artifact.files)
    assert list(artifact.files) == sorted(artifact.files)


def test_handles_are_made_by_the_class_that_the_program_imports(tmp_path):
    """A component's line reads like the program's own, from wingws_runtime."""
    import pulumi_wingws

    def classify_ours(value):
        if isinstance(value, pulumi_wingws.WebSocket):
            return Component("WebSocket", "Chat", frozenset({"send_message"}))
        return None

    program = (
        "from pulumi_wingws import DynamodbTable, WebSocket\n"
        "chat = object.__new__(WebSocket)\n"
        "def on_message(c, b): chat.send_message(c, b)\n"
    )
    names = run_program(write_program(tmp_path, program))
    source = HandlerSource(names["on_message"], "message", "on_message")
    artifact = slice_handler(source, root=tmp_path, classify=classify_ours)
    assert artifact.source == (
        "# __main__.py\n"
        "from wingws_runtime import WebSocket\n"
        'chat = WebSocket("Chat")\n'
        "def on_message(c, b): chat.send_message(c, b)\n"
    )
    check_build(artifact, write_build(artifact, tmp_path / "build"), root=tmp_path)


def test_slicer_does_not_import_pulumi():
    """The slicer is pure: importing it loads no Pulumi."""
    code = "import sys, pulumi_wingws.handlers; print('pulumi' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert result.stdout == "False\n"


def test_handles_that_escape_into_data_keep_their_identity(tmp_path):
    """A component in a container is the very handle that its name has."""
    program = """
chat = WebSocket("Chat")
ROOMS = {"main": [chat]}
def on_message(c, b): return str(ROOMS["main"][0] is chat)
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    assert "__main__.ROOMS.update({'main': [__main__.chat]})" in artifact.source
    check_build(artifact, write_build(artifact, tmp_path / "build"), root=tmp_path)


def test_methods_are_exact_through_cells(tmp_path):
    """The graph knows which component a variable of a closure holds."""
    program = """
def store(table):
    def put(): table.put_item(item={})
    def read(): return table.scan()
    return put, read
put, _ = store(DynamodbTable("Rows"))
_, read = store(DynamodbTable("Log"))
def on_message(c, b): put(); return [lambda: read()]
"""
    _, artifact = slice_program(write_program(tmp_path, program))
    used = {u.component.name: set(u.methods) for u in artifact.components}
    assert used == {"Log": {"scan"}, "Rows": {"put_item"}}


def test_warnings_say_what_may_surprise(tmp_path):
    """What works but perhaps not as it looks is told, once for each name."""
    program = """
import time, uuid, random, decimal
seen = []; started = time.time(); last = None
random.seed(1)
async def later(): pass
def prepare(): seen.append(0)
def on_message(c, b):
    global last
    seen.append(b); last = b
    later()
    return started, random.random(), decimal.Decimal(1)
"""
    names, artifact = slice_program(write_program(tmp_path, program))
    assert [(w.line, w.problem) for w in artifact.warnings] == [
        (
            4,
            "'started' has another value each time the program runs, so every "
            "deployment replaces the function",
        ),
        (5, "what 'random.seed' sets here is not set in Lambda"),
        (
            9,
            "'last' is bound by the handler, and every environment of the function "
            "has its own",
        ),
        (
            10,
            "'seen' is changed by the handler, and every environment of the function "
            "has its own",
        ),
        (11, "'later(…)' is never awaited, so it never runs"),
    ]
    source = HandlerSource(names["prepare"], "message", "prepare", reply=True)
    init = HandlerSource(names["prepare"], "message", "x", inits=(names["prepare"],))
    for each, count in ((source, 1), (init, 0)):
        assert len(slice_handler(each, root=tmp_path, classify=classify).warnings) == (
            count
        )


def test_handlers_share_an_artifact(tmp_path):
    """Each is called for its own route; what they hold in common is one object."""
    text = """
seen, other = [], []
def prepare(): seen.append("init")
def on_connect(c): seen.append("connect")
def make():
    count = 0
    def on_message(c, b):
        nonlocal count
        count += 1
        return [*seen, count]
    return on_message
on_message = make()
"""
    names = run_program(write_program(tmp_path, text))
    inits = (names["prepare"],)
    connect, message = (
        HandlerSource(names[name], kind, name, reply, inits, route_key=key)
        for name, kind, reply, key in (
            ("on_connect", "connect", False, "$connect"),
            ("on_message", "message", True, "$default"),
        )
    )

    artifact = slice_handler(connect, message, root=tmp_path, classify=classify)

    folder = write_build(artifact, tmp_path / "build")
    check_build(artifact, folder, root=tmp_path)
    program = (
        "import index\n"
        "for key in ('$connect', '$default', '$default'):\n"
        "    context = {'routeKey': key, 'connectionId': 'a'}\n"
        "    print(index.handler({'requestContext': context}, None).get('body'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "None",
        '["init","connect",1]',
        '["init","connect",2]',
    ]
    assert artifact.name == "on_connect, on_message"
    assert not [path for path in artifact.files if b"other = " in artifact.files[path]]
