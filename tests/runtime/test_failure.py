"""What the log says about a handler's exception."""

import subprocess
import sys

import pytest
from wingws_runtime.failure import traceback_text


def load(folder, name, text):
    """Return the globals of a module written into `folder`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    namespace = {"__name__": "module"}
    exec(compile(text, str(path), "exec"), namespace)
    return namespace


def test_paths_are_the_users_own(tmp_path):
    """A file of the artifact is named by its relative path, with source and carets."""
    text = "def f(rows):\n    total = 1\n    return total + rows['a']['b']\n"
    f = load(tmp_path, "app/util.py", text)["f"]
    with pytest.raises(TypeError) as caught:
        f({"a": None})
    lines = traceback_text(caught.value, str(tmp_path)).splitlines()
    assert lines[-4:-1] == [
        '  File "app/util.py", line 3, in f',
        "    return total + rows['a']['b']",
        "                   ~~~~~~~~~^^^^^",
    ]
    assert lines[-1] == "TypeError: 'NoneType' object is not subscriptable"


def test_causes_are_shown_alike(tmp_path):
    """Causes are part of the traceback, under the same paths."""
    text = (
        "def f():\n    try:\n        1 / 0\n"
        "    except ZeroDivisionError as error:\n        raise OSError from error\n"
    )
    f = load(tmp_path, "main.py", text)["f"]
    with pytest.raises(OSError) as caught:
        f()
    report = traceback_text(caught.value, str(tmp_path))
    assert 'File "main.py", line 3, in f' in report
    assert 'File "main.py", line 5, in f' in report
    assert str(tmp_path) not in report


def test_groups_are_shown_alike(tmp_path):
    """The members of an exception group are shown under the same paths."""
    text = "def f():\n    raise ExceptionGroup('both', [OSError(), ValueError()])\n"
    f = load(tmp_path, "main.py", text)["f"]
    with pytest.raises(ExceptionGroup) as caught:
        f()
    report = traceback_text(caught.value, str(tmp_path))
    assert 'File "main.py", line 2, in f' in report
    assert "| OSError" in report


def test_own_frames_are_left_out(tmp_path):
    """Of an async handler's exception only the user's frames are shown."""
    text = (
        "import logging, sys\nfrom wingws_runtime import entry\n"
        "logging.basicConfig(stream=sys.stdout, format='%(message)s')\n"
        "async def on_message(connection_id):\n    raise OSError('no')\n"
        "handler = entry(on_message, kind='message')\n"
        "try:\n    handler({'requestContext': {'connectionId': 'x'}}, None)\n"
        "except OSError:\n    pass\n"
    )
    (tmp_path / "index.py").write_text(text)
    result = subprocess.run(
        [sys.executable, "-P", str(tmp_path / "index.py")],
        env={"LAMBDA_TASK_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.splitlines() == [
        "Traceback (most recent call last):",
        '  File "index.py", line 5, in on_message',
        "    raise OSError('no')",
        "OSError: no",
    ]
