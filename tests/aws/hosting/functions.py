"""The functions that were deployed, each in an execution environment of its own.

Where Lambda would launch another one, an event waits here: so what a module remembers
does not depend on who was quicker.
"""

import asyncio
import io
import sys
import zipfile
from itertools import chain

from wingws_simulator.core.function_config import FunctionConfig, lambda_variables
from wingws_simulator.core.lambda_result import NotInvoked

from tests.aws.hosting.environment import Environment
from tests.handlers.corpus_run.ways import IN_LAMBDA, LAMBDA_CLIENT, make_layer

__all__ = ["Functions"]

_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

#: Where a layer has packages, the first that is looked at first.
#: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
_LAYERED = (f"python/lib/python{_PYTHON}/site-packages", "python")


class Functions:
    """Unpacks functions when they are put, and runs them when they are invoked.

    Args:
        folder: An empty one; what functions print is in `logs/<name>.log`.
    """

    def __init__(self, folder):
        self._folder = folder
        self._logs = folder / "logs"
        self._logs.mkdir()
        self._runtime = make_layer(folder / "runtime", IN_LAMBDA + LAMBDA_CLIENT)
        self._functions = {}
        self._turns = {}
        self._environments = {}
        self._launched = []
        self._tasks = set()

    def put(self, function, variables):
        """Unpack a function; `variables` come on top of its own."""
        folder = self._folder / function.name
        _unpack(function.code, folder / "code")
        for layer in function.layers:
            _unpack(layer, folder / "opt")
        own = {**function.variables, **variables}
        self._functions[function.name] = function, self._variables(function, own)
        self._turns[function.name] = asyncio.Lock()

    def invoke(self, name, event, done):
        """Invoke a function with an event in JSON; `done` is given the result."""
        self._start(self._invoke(name, event, done))

    def invoke_beside(self, name, event, done):
        """Invoke it in an environment of its own, whatever else it is doing."""
        if name not in self._functions:
            raise NotInvoked("ResourceNotFoundException", f"Function not found: {name}")
        self._start(self._invoke_beside(name, event, done))

    def _start(self, coroutine):
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self):
        """End every process; who still waits for a result gets none."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(each.close() for each in self._launched))

    async def _invoke(self, name, event, done):
        async with self._turns[name]:
            environment = self._environments.get(name)
            if environment is None or not environment.is_usable:
                environment = await self._launch(name)
                self._environments[name] = environment
            result = await environment.invoke(event)
        done(result)

    async def _invoke_beside(self, name, event, done):
        environment = await self._launch(name)
        done(await environment.invoke(event))

    async def _launch(self, name):
        function, variables = self._functions[name]
        folder, log = self._folder / name / "code", self._logs / f"{name}.log"
        environment = Environment(function, folder=folder, log=log)
        self._launched.append(environment)
        await environment.start(variables)
        return environment

    def _variables(self, function, own):
        """Return all that Lambda would set, and what its runtime is found by."""
        folder = self._folder / function.name
        config = FunctionConfig(
            function.name,
            folder / "code",
            function.arn,
            handler=function.handler,
            memory_size=function.memory_size,
            environment=own,
        )
        layered = (folder / "opt" / each for each in _LAYERED)
        path = chain((folder / "code",), layered, (self._runtime,))
        return {
            **lambda_variables(config, log_stream_name="stream", python=_PYTHON),
            "PYTHONPATH": ":".join(map(str, path)),
        }


def _unpack(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        file.extractall(folder)
