"""Packages of handlers: layers on AWS, and what keeps a program from being deployed."""

import sys
import zipfile

import pytest

from pulumi_wingws import artifacts
from tests.deploy.recording import deploy, refused

PROGRAM = """
import humanize
from pulumi_wingws import WebSocket

chat = WebSocket("Chat"{options})

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    return humanize.naturalsize(len(body))

@chat.route("words")
def words(connection_id: str, body: str) -> None:
    print(humanize.intword(len(body)))

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    print(connection_id)
"""

LAYER = "aws:lambda/layerVersion:LayerVersion"
FUNCTION = "aws:lambda/function:Function"


@pytest.fixture(autouse=True)
def _cache(layer_cache, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))


def program(options=""):
    return PROGRAM.replace("{options}", options and f", {options}")


def test_handlers_share_a_layer(project):
    """One for each set of packages, named after it, below the WebSocket."""
    deployed = deploy(program(), target="aws")
    layer = deployed.one(LAYER)
    digest = layer.name.removeprefix("Chat-layer-")
    assert (len(digest), layer.parent) == (12, "Chat")
    assert layer.inputs["compatibleArchitectures"] == ["arm64"]
    assert layer.inputs["layerName"] == f"chat-dev-{layer.name}"
    assert layer.inputs["description"].startswith("humanize==")
    assert {
        name: function.inputs.get("layers")
        for name, function in deployed.of(FUNCTION).items()
    } == {
        "Chat-default-function": [f"arn:{layer.name}"],
        "Chat-route-words-function": [f"arn:{layer.name}"],
        "Chat-disconnect-function": None,
    }


def test_a_layer_is_a_zip_file_of_the_project(project):
    """By a relative path, with the wheels of Lambda's machine."""
    deployed = deploy(program('requirements=["msgpack", "humanize"]'), target="aws")
    code = deployed.one(LAYER).inputs["code"]
    (archive,) = (project / ".wingws/stacks/dev/layers").iterdir()
    assert code.path == f"./{archive.relative_to(project)}"
    names = zipfile.ZipFile(archive).namelist()
    assert [n for n in names if n.endswith("-aarch64-linux-gnu.so")]


def test_archives_that_nobody_names_go(project):
    """With the next `up`; a preview removes nothing."""
    deploy(program(), target="aws")
    folder = project / ".wingws/stacks/dev/layers"
    (before,) = folder.iterdir()
    deploy(program('requirements=["humanize==4.9.0"]'), target="aws", preview=True)
    assert len([*folder.iterdir()]) == 2
    deploy(program('requirements=["humanize==4.9.0"]'), target="aws")
    (after,) = folder.iterdir()
    assert after != before


def test_architectures_have_layers_of_their_own(project):
    """Of the WebSocket, or of one handler."""
    text = program('architecture="x86_64"').replace(
        'route("words")', 'route("words", architecture="arm64")'
    )
    deployed = deploy(text, target="aws")
    architectures = {
        name: function.inputs["architectures"]
        for name, function in deployed.of(FUNCTION).items()
    }
    assert architectures == {
        "Chat-default-function": ["x86_64"],
        "Chat-route-words-function": ["arm64"],
        "Chat-disconnect-function": ["x86_64"],
    }
    layers = deployed.of(LAYER).values()
    assert {each.inputs["compatibleArchitectures"][0] for each in layers} == {
        "arm64",
        "x86_64",
    }


def test_the_simulator_gets_digests(project):
    """Layers are this user's; state has no path of this computer."""
    deployed = deploy(program(), target="sim")
    functions = deployed.of("pulumi-python:dynamic/wingws:Function")
    (digest,) = functions["Chat-default"].inputs["layers"]
    assert len(digest) == 64
    assert functions["Chat-disconnect"].inputs["layers"] == []
    assert not deployed.of(LAYER)


def test_a_package_without_a_wheel_stops_the_program(project):
    """By the handler's name, with package, platform and the way out."""
    text = program('requirements=["docopt==0.6.2", "humanize"]')
    version = "{}.{}".format(*sys.version_info)
    assert (
        "handler 'Chat-default': docopt==0.6.2 has no wheel for Lambda on arm64 with "
        f"Python {version}; nothing is compiled here, so name a version that has one"
    ) in refused(text, target="aws")


def test_an_import_that_cannot_travel_is_shown(project, monkeypatch, tmp_path_factory):
    """With its line, like everything else that a handler may not have."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "stray.py").write_text("def f(): pass\n")
    monkeypatch.syspath_prepend(folder)
    text = program().replace("import humanize", "import humanize\nimport stray")
    text = text.replace("print(connection_id)", "stray.f()")
    assert refused(text, target="sim") == (
        f"__main__.py:3:1: 'stray' is imported from {folder}/stray.py and belongs to "
        "no installed package\n"
        "    import stray\n"
        "    ^\n"
        "  reached by on_disconnect → import stray\n"
        "  install it from an index, or move it below the project's folder"
    )


def test_too_large_packages_stop_the_program(project, monkeypatch):
    """Before Lambda refuses them half-way."""
    monkeypatch.setattr(artifacts, "_UNZIPPED_SIZE", 300_000)
    assert "Lambda takes 0 MB: humanize==" in refused(program(), target="sim")
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ('architecture="arm"', "architecture 'arm' is not allowed; expected arm64 or"),
        ("requirements=3", "requirements 3 are not allowed; expected a list"),
        ('requirements={"humanize"}', "requirements {'humanize'} are not allowed"),
        ('requirements="missing.txt"', "No such file"),
        ('requirements=["pulumi"]', "the package pulumi exists at deploy time only"),
        ('requirements=["msgpack"]', "__main__.py:2:1: 'humanize' is imported"),
    ],
)
def test_bad_options_are_named(project, options, problem):
    """What was given, and what is allowed."""
    assert problem in refused(program(options), target="aws")


def test_an_unknown_option_of_a_decorator_is_named(project):
    """With those that there are."""
    text = program().replace("reply=True", "memory=5")
    assert "option 'memory' of a handler is unknown; expected memory_size" in refused(
        text, target="aws"
    )
