"""Public names: each module says what it exports, and has it."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {
    "pulumi_wingws": ROOT / "pulumi_wingws",
    "wingws_runtime": ROOT / "lambda_src/wingws_runtime",
    "wingws_simulator": ROOT / "simulator/wingws_simulator",
    "policy.rules": ROOT / "policy/rules",
}


def modules():
    for package, folder in ROOMS.items():
        for file in sorted(folder.rglob("*.py")):
            parts = file.relative_to(folder).with_suffix("").parts
            if parts[-1] != "__main__":
                name = ".".join((package, *parts)).removesuffix(".__init__")
                yield pytest.param(name, file, id=name)


@pytest.mark.parametrize(("name", "file"), list(modules()))
def test_every_module_says_what_it_exports(name, file):
    """Each module has an __all__ without duplicates, whose names exist."""
    module = importlib.import_module(name)
    docstring = ast.get_docstring(ast.parse(file.read_text()))

    assert docstring, "the module docstring says what the room decides"
    assert len(module.__all__) == len(set(module.__all__))
    assert [n for n in module.__all__ if not hasattr(module, n)] == []


def test_importing_the_package_imports_no_pulumi():
    """The handlers room is pure, so the package's own __init__ is lazy."""
    code = "import sys, pulumi_wingws.handlers; print('pulumi' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_the_package_has_exactly_these_names():
    """The public surface changes by decision, not by accident."""
    import pulumi_wingws

    assert pulumi_wingws.__all__ == [
        "Accept",
        "AccessLog",
        "Alarms",
        "Allow",
        "ApiGatewayAccountLogging",
        "Broadcast",
        "Change",
        "ConditionCheck",
        "ConditionFailed",
        "ConfigurationError",
        "ConnectionGone",
        "Delete",
        "Deny",
        "Domain",
        "DynamodbTable",
        "Event",
        "ExecutionLog",
        "Get",
        "GlobalSecondaryIndex",
        "ItemTooLarge",
        "LocalSecondaryIndex",
        "Member",
        "NoRegistry",
        "PayloadTooLarge",
        "PhaseError",
        "Presence",
        "Put",
        "RegisteredConnection",
        "Reject",
        "Room",
        "SimulatorError",
        "StateConflict",
        "StillConnecting",
        "Throttled",
        "TransactionCanceled",
        "Update",
        "User",
        "Vpc",
        "WebSocket",
        "WingWsError",
        "environment_for",
        "on_init",
    ]
