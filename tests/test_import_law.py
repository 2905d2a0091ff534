"""Who may import whom (docs/architecture.md, "Import law")."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

IO_MODULES = {
    "asyncio", "multiprocessing", "os", "random", "select", "selectors", "signal",
    "socket", "socketserver", "ssl", "subprocess", "threading", "time",
}  # fmt: skip

# folder → the top-level modules that nothing in it may import
LAWS = {
    "pulumi_wingws": {"wingws_simulator"},
    "pulumi_wingws/conversations": {"pulumi", "pulumi_aws", "wingws_simulator"},
    "pulumi_wingws/dependencies": {"pulumi", "pulumi_aws", "wingws_simulator"},
    "pulumi_wingws/handlers": {"pulumi", "pulumi_aws", "wingws_simulator"},
    "lambda_src": {"pulumi", "pulumi_aws", "pulumi_wingws", "wingws_simulator"},
    "simulator": {"pulumi", "pulumi_aws", "pulumi_wingws"},
    "simulator/wingws_simulator/core": IO_MODULES,
    "simulator/wingws_simulator/dynamodb": IO_MODULES,
    "policy": {"pulumi_aws", "pulumi_wingws", "wingws_runtime", "wingws_simulator"},
    "policy/rules": {"pulumi", "pulumi_policy", *IO_MODULES},
}


# file → what it may import all the same
EXEMPT = {
    # Events for unit tests are made by the simulator's pure code, not by a copy of it.
    "pulumi_wingws/testing/events.py": {"wingws_simulator"},
}


def imports(file):
    """List (top-level module, line) of every import statement of a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0], node.lineno


def violations(folder, forbidden):
    return [
        f"{file.relative_to(ROOT)}:{line} imports {module}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for module, line in imports(file)
        if module in forbidden - EXEMPT.get(str(file.relative_to(ROOT)), set())
    ]


@pytest.mark.parametrize("folder", LAWS)
def test_a_room_imports_nothing_forbidden(folder):
    """Each room keeps to the import law."""
    assert violations(folder, LAWS[folder]) == []


def test_pulumi_aws_is_imported_by_the_aws_target_only():
    """A user of the simulator never loads, nor needs, the 271 MB of pulumi_aws."""
    found = violations("pulumi_wingws", {"pulumi_aws"})

    assert [where.partition(":")[0] for where in found] == [
        "pulumi_wingws/targets/aws_provider.py"
    ]


def test_the_law_sees_a_violation(tmp_path):
    """An import inside a function is found too."""
    file = tmp_path / "module.py"
    file.write_text("def f():\n    import pulumi.runtime\n")

    assert list(imports(file)) == [("pulumi", 2)]
