"""What importing the runtime costs."""

import subprocess
import sys


def test_import_is_cheap():
    """It is imported without what takes the most time, and what few handlers need."""
    program = "import sys, wingws_runtime; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    modules = set(result.stdout.split())
    assert not {"asyncio", "boto3", "botocore", "random"} & modules
    late = ("transactions", "registry", "roster", "room", "user", "registration")
    assert not {f"wingws_runtime.{name}" for name in late} & modules


def test_what_is_late_is_there():
    """Every name that the runtime offers is one, also those that are imported late."""
    program = "from wingws_runtime import *; print(Put.__name__)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "Put\n"
