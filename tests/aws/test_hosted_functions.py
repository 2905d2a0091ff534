"""Zips and layers in AWS's own runtime: what a function sees, and how it may end."""

import asyncio
import io
import platform
import zipfile

import pytest
from wingws_simulator.core.lambda_result import Failed, Returned

from tests.aws.hosting.deployed import Function
from tests.aws.hosting.functions import Functions

LOOK = """
import os, sys, boto3

def handler(event, context):
    return {
        "runtime": type(context).__module__,
        "arn": context.invoked_function_arn,
        "task": os.getcwd() == os.environ["LAMBDA_TASK_ROOT"],
        "own": os.environ["OWN"],
        "event": event,
    }
"""

IMPORT = """
import both, first, second

def handler(event, context):
    try:
        import pytest
    except ImportError as error:
        return [both.WHERE, first.WHERE, second.WHERE, str(error)]
"""

COUNT = """
import os

count = 0

def handler(event, context):
    global count
    count += 1
    return count
"""

RAISE = "def handler(event, context):\n    raise KeyError('no such room')"
EXIT = "import os\ndef handler(event, context):\n    os._exit(3)"
HANG = "import time\ndef handler(event, context):\n    time.sleep(60)"


def zipped(**files):
    """Return a zip of modules; `__` stands for a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in files.items():
            file.writestr(f"{name.replace('__', '/')}.py", text)
    return buffer.getvalue()


def function(code, *layers, timeout=5):
    """Return a function of one module, as it would be read."""
    return Function(
        name="f",
        arn="arn:aws:lambda:us-east-1:123456789012:function:f",
        handler="index.handler",
        timeout=timeout,
        memory_size=128,
        variables={"OWN": "value"},
        code=zipped(index=code, both="WHERE = 'code'"),
        layers=layers,
        role="r",
        statements=(),
        permissions=(),
    )


@pytest.fixture
def invoke(tmp_path):
    """Invoke: `invoke(function, *events)` returns what each ends with, in turn."""

    async def ask(functions, event):
        result = asyncio.get_running_loop().create_future()
        functions.invoke("f", event, result.set_result)
        return await result

    async def scenario(function, events):
        functions = Functions(tmp_path)
        functions.put(function, {})
        try:
            return [await ask(functions, event) for event in events]
        finally:
            await functions.close()

    return lambda function, *events: asyncio.run(scenario(function, events))


def test_the_runtime_is_awss_own(invoke):
    """Its client calls the handler, with its own context, in the function's folder."""
    assert invoke(function(LOOK), '{"a": 1}') == [
        Returned(
            {
                "runtime": "awslambdaric.lambda_context",
                "arn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "task": True,
                "own": "value",
                "event": {"a": 1},
            }
        )
    ]


def test_the_code_comes_before_its_layers(invoke):
    """Layers are found where Lambda looks, and nothing of this machine is."""
    version = ".".join(platform.python_version_tuple()[:2])
    deep = f"python__lib__python{version}__site-packages__second"
    layers = (
        zipped(python__first="WHERE = 'layer'", python__both="WHERE = 'layer'"),
        zipped(**{deep: "WHERE = 'deep'"}),
    )

    (result,) = invoke(function(IMPORT, *layers), "null")

    assert result.payload == ["code", "layer", "deep", "No module named 'pytest'"]


def test_an_environment_handles_one_event_after_the_other(invoke):
    """What a module remembers is there for the next one."""
    assert invoke(function(COUNT), "1", "2") == [Returned(1), Returned(2)]


@pytest.mark.parametrize(
    ("code", "failed"),
    [
        (RAISE, Failed("KeyError", "'no such room'")),
        (EXIT, Failed("Runtime.ExitError", "exit status 3")),
        (
            "import nothing",
            Failed(
                "Runtime.ImportModuleError",
                "Unable to import module 'index': No module named 'nothing'",
            ),
        ),
        (
            "handle = 1",
            Failed(
                "Runtime.HandlerNotFound",
                "Handler 'handler' missing on module 'index'",
            ),
        ),
    ],
)
def test_a_function_that_fails(invoke, code, failed):
    """The next event is handled all the same, by another environment if need be."""
    assert invoke(function(code), "1", "2") == [failed, failed]


def test_a_function_that_takes_too_long(invoke):
    """Its environment ends, as Lambda would end it."""
    timed_out = Failed("Sandbox.Timedout", "Task timed out after 0.1 seconds")

    assert invoke(function(HANG, timeout=0.1), "1") == [timed_out]
