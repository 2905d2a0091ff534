"""Layers from imports, lists, files and locks, fetched from an index."""

import importlib.metadata
import subprocess
import sys
import threading
import zipfile

import pytest

from pulumi_wingws.dependencies import (
    Dependencies,
    DependencyError,
    MissingWheel,
    Platform,
    function_platform,
)
from pulumi_wingws.dependencies.archive import write_archive
from pulumi_wingws.dependencies.installer import Pip, Uv, find_installer

HERE = Platform.here()
VERSION = "{}.{}".format(*sys.version_info)
ARM = function_platform("arm64", VERSION)
INTEL = function_platform("x86_64", VERSION)

HUMANIZE = f"humanize=={importlib.metadata.version('humanize')}"
MSGPACK = f"msgpack=={importlib.metadata.version('msgpack')}"


def pins(layer):
    return [*map(str, layer.pins)]


def contents(folder):
    """All of a folder: modes, times and bytes, by path."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.stat().st_mtime,
            path.read_bytes() if path.is_file() else None,
        )
        for path in folder.rglob("*")
    }


def test_a_handler_without_packages_needs_no_layer(dependencies):
    """Nor an index, or a cache."""
    assert dependencies.layers([], None, [ARM, HERE]) == [None, None]


def test_imports_say_packages_in_their_installed_versions(dependencies):
    """A submodule too; what both need comes along once."""
    imports = ["humanize.filesize", "msgpack"]
    (layer,) = dependencies.layers(imports, None, [HERE])
    assert pins(layer) == [HUMANIZE, MSGPACK]


@pytest.mark.parametrize("platform", [ARM, INTEL], ids=str)
def test_native_code_is_for_the_functions_platform(dependencies, platform):
    """A layer has the wheels of Lambda's machine, never the laptop's."""
    (layer,) = dependencies.layers(["msgpack"], None, [platform])
    (native,) = (layer.folder / "python" / "msgpack").glob("*.so")
    assert f"{platform.machine}-linux-gnu" in native.name
    machine = {"aarch64": 0xB7, "x86_64": 0x3E}[platform.machine]
    assert native.read_bytes()[18] == machine  # e_machine of the ELF header


def test_a_layer_of_this_computer_can_be_imported(dependencies):
    """From its folder alone."""
    (layer,) = dependencies.layers(["humanize", "msgpack"], None, [HERE])
    code = (
        f"import sys; sys.path.insert(0, {str(layer.folder / 'python')!r})\n"
        "import humanize, msgpack\n"
        "print(humanize.naturalsize(5), msgpack.unpackb(msgpack.packb([1])))"
    )
    run = [sys.executable, "-I", "-S", "-B", "-c", code]
    assert subprocess.check_output(run, text=True) == "5 Bytes [1]\n"


def test_a_list_says_packages_and_what_they_need(dependencies):
    """Installed versions where they answer, else what an index has."""
    (layer,) = dependencies.layers([], ["humanize", "jinja2==3.1.6"], [ARM])
    names = [pin.name for pin in layer.pins]
    assert names == ["humanize", "jinja2", "markupsafe"]
    assert pins(layer)[:2] == [HUMANIZE, "jinja2==3.1.6"]


def test_a_list_may_say_another_version(dependencies):
    """Than the one that is installed."""
    (layer,) = dependencies.layers(["humanize"], ["humanize==4.9.0"], [ARM])
    assert pins(layer) == ["humanize==4.9.0"]


def test_a_file_says_packages(dependencies, tmp_path):
    """Its path is relative to the project."""
    (tmp_path / "handlers.txt").write_text("humanize==4.9.0\n")
    (layer,) = dependencies.layers(["humanize"], "handlers.txt", [ARM])
    assert pins(layer) == ["humanize==4.9.0"]


def test_a_lock_says_versions_of_what_is_imported(dependencies, tmp_path):
    """Made by uv itself; what nobody imports stays at home."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "chat"\nversion = "0"\nrequires-python = ">=3.11"\n'
        'dependencies = ["humanize==4.9.0", "msgpack", "boto3"]\n'
    )
    uv = find_installer()._executable
    subprocess.run([uv, "lock", "--quiet"], cwd=tmp_path, check=True)
    (layer,) = dependencies.layers(["humanize"], "uv.lock", [ARM])
    assert pins(layer) == ["humanize==4.9.0"]
    assert layer.pins[0].hashes


def test_a_wrong_hash_is_refused(dependencies, tmp_path, each_installer, empty_cache):
    """A lock or a file with hashes takes no other bytes."""
    zeros = "0" * 64
    file = tmp_path / "requirements.txt"
    file.write_text(f"humanize==4.9.0 --hash=sha256:{zeros}\n")
    with pytest.raises(DependencyError, match=zeros):
        dependencies.layers([], file.name, [ARM])


def test_an_import_must_be_among_what_a_list_says(dependencies):
    """Else it would be missing in Lambda, perhaps only when it is first used."""
    with pytest.raises(DependencyError, match="'msgpack' is imported") as caught:
        dependencies.layers(["humanize", "msgpack"], ("humanize",), [ARM])
    assert caught.value.module == "msgpack"


def test_an_import_of_no_package_is_refused(dependencies, tmp_path, monkeypatch):
    """A file on PYTHONPATH is neither the program's nor installed."""
    (tmp_path / "homeless.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    __import__("homeless")
    with pytest.raises(
        DependencyError, match=r"'homeless' is imported from .*homeless\.py"
    ):
        dependencies.layers(["homeless"], None, [ARM])


def test_an_editable_install_is_refused(dependencies, tmp_path, monkeypatch):
    """No index need have it; below the project's folder it would travel as text."""
    info = tmp_path / "mine-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n")
    (info / "top_level.txt").write_text("mine\n")
    (info / "direct_url.json").write_text('{"dir_info": {"editable": true}}')
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DependencyError, match="is of mine, which is installed"):
        dependencies.layers(["mine.core"], None, [ARM])


def test_namespace_packages_are_told_apart(dependencies):
    """Several packages share `google` or `opentelemetry`; one has the module."""
    packages_of = dependencies._installed.packages_of
    assert packages_of("google.protobuf.message") == ["protobuf"]
    assert packages_of("opentelemetry.sdk.trace") == ["opentelemetry-sdk"]


@pytest.mark.parametrize(
    ("requirement", "platform"),
    [("docopt==0.6.2", ARM), ("pyyaml==5.1", HERE), ("humanize==999", INTEL)],
    ids=str,
)
def test_a_package_without_a_wheel_is_named(
    dependencies, requirement, platform, each_installer, empty_cache
):
    """With the platform; sdist-only packages too, since nothing is compiled here."""
    with pytest.raises(MissingWheel) as caught:
        dependencies.layers([], [requirement], [platform])
    assert caught.value.package == requirement
    assert caught.value.platform == str(platform)
    assert str(caught.value).startswith(f"{requirement} has no wheel for {platform}; ")


def test_an_index_that_does_not_answer_is_named(
    dependencies, each_installer, empty_cache, offline
):
    """That is not a missing wheel."""
    offline()
    with pytest.raises(DependencyError, match=r"no package index can be reached"):
        dependencies.layers(["humanize"], None, [ARM])


def test_the_second_run_touches_no_network(tmp_path, offline, empty_cache):
    """Whatever was resolved and installed once is there."""
    question = [["humanize"], ["humanize==4.9.0", "jinja2"], [ARM, HERE]]
    first = Dependencies(tmp_path).layers(*question)
    offline()
    assert Dependencies(tmp_path).layers(*question) == first


def test_uv_and_pip_make_the_same_bytes(tmp_path):
    """So a team need not agree on one of them."""
    (layer,) = Dependencies(tmp_path).layers(["humanize", "msgpack"], None, [ARM])
    for installer in (Uv(find_installer()._executable), Pip()):
        installer.install(layer.pins, ARM, tmp_path / type(installer).__name__)
    found = contents(layer.folder)
    assert not [name for name in found if name.endswith((".pyc", "/RECORD"))]
    assert {time for _, time, _ in found.values()} == {315532800}
    one, other = tmp_path / "Uv", tmp_path / "Pip"
    for folder in (one, other):
        for path, (_, _, content) in found.items():
            if content is not None:
                at = folder / path.removeprefix("python/")
                assert at.read_bytes() == content, path


def test_layers_made_at_once_are_one(tmp_path, empty_cache):
    """Two previews that start together end with one whole layer."""
    made = []

    def make():
        made.extend(Dependencies(tmp_path).layers(["humanize"], None, [HERE]))

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({layer.folder for layer in made}) == 1
    assert [*(empty_cache / "layers").iterdir()] == [made[0].folder]


def test_an_archive_is_what_lambda_unpacks(dependencies, tmp_path):
    """The same bytes each time, all below `python`."""
    (layer,) = dependencies.layers(["humanize"], None, [ARM])
    one = write_archive(layer, tmp_path / "one")
    other = write_archive(layer, tmp_path / "other")
    assert one.read_bytes() == other.read_bytes()
    names = zipfile.ZipFile(one).namelist()
    assert "python/humanize/__init__.py" in names
    assert all(name.startswith("python/") for name in names)
