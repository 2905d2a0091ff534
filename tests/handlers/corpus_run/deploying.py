"""The tests' end of what deploys programs of the corpus."""

import os

from .forker import Forker


class Deployer:
    """Deploys programs, each in a process forked for it.

    Args:
        folder: where its log is, and the user's home.
        home: the user's name.
        seed: of hashes.
        variables: of the environment besides.
    """

    def __init__(self, folder, *, home, seed, **variables):
        (folder / home).mkdir(parents=True, exist_ok=True)
        common = {**os.environ, "HOME": str(folder / home), "USER": home}
        common.pop("PYTHONDONTWRITEBYTECODE", None)
        common["PYTHONHASHSEED"] = seed
        log = folder / "deployer.log"
        self._forker = Forker("deployer.py", log=log, variables=common | variables)
        self.close = self._forker.close

    def connect(self, program, folder, *, check=True):
        """Begin to deploy a program; return the stream that says what came of it.

        Args:
            check: whether its artifacts are imported in a clean interpreter.
        """
        stream = self._forker.connect()
        stream.send(
            {
                "folder": str(folder),
                "environment": program.environment,
                "config": program.config,
                "preview": bool(program.warnings),  # warnings are for the preview
                "check": check,
            }
        )
        return stream

    def deploy(self, program, folder, *, check=True):
        """Deploy a program and return what came of it."""
        stream = self.connect(program, folder, check=check)
        try:
            return stream.receive()
        finally:
            stream.close()
