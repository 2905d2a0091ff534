"""What importing the runtime costs."""

import subprocess
import sys


def test_import_is_cheap():
    """The runtime is imported without boto3 and asyncio, which take the most time."""
    program = "import sys, wingws_runtime; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"asyncio", "boto3", "botocore"} & set(result.stdout.split())
