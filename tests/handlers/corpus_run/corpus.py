"""Deploys programs of the corpus and runs what they become."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .cloud import Cloud
from .deploying import Deployer
from .ways import CleanInterpreter, Lambda, Simulator

EVENTS = Path(__file__).parent.parent.parent / "events"
KINDS = {"$connect": "connect", "$disconnect": "disconnect"}
WAYS = {"clean": CleanInterpreter, "simulator": Simulator, "lambda": Lambda}


class Corpus:
    """Projects, deployments, and the three ways to run an artifact.

    Args:
        folder: where all of it is kept, in a folder each.
    """

    def __init__(self, folder):
        self._folder = folder
        variables = {"PYTHONDONTWRITEBYTECODE": "1"}
        self._deployer = Deployer(folder, home="ann", seed="0", **variables)
        self._pool = ThreadPoolExecutor(2)
        self._deployments = {}
        self._ways = {}
        self._cloud = None
        self._events = {
            kind: json.loads((EVENTS / f"{kind}.json").read_text())
            for kind in ("connect", "message", "disconnect")
        }

    def expect(self, programs):
        """Begin to deploy programs, side by side; each is deployed once."""
        for program in programs:
            if program.name not in self._deployments:
                future = self._pool.submit(self._deploy, program)
                self._deployments[program.name] = future

    def deployment(self, program):
        """Return what came of a program's deployment; its project is gone."""
        self.expect([program])
        return self._deployments[program.name].result()

    def answers(self, program, way):
        """Return what a program's steps give, one way: the answer and the pushes."""
        deployment = self.deployment(program)
        if deployment["refusal"]:
            raise AssertionError(deployment["refusal"])
        self.open_cloud(deployment)
        environments = {}
        try:
            return [
                self._answer(program, way, deployment, environments, step)
                for step in program.steps
            ]
        finally:
            for environment in environments.values():
                environment.close()

    def close(self):
        """End all processes."""
        self._pool.shutdown()
        for each in (self._deployer, self._cloud, *self._ways.values()):
            if each:
                each.close()

    def _answer(self, program, way, deployment, environments, step):
        (function,) = (
            each for each in deployment["functions"] if each["route_key"] == step.route
        )
        if step.route not in environments:
            environments[step.route] = self._start(program, way, function)
        answer = environments[step.route].invoke(self.event(step))
        return answer, self._cloud.take_pushes()

    def _start(self, program, way, function):
        if way not in self._ways:
            (self._folder / way).mkdir()
            self._ways[way] = WAYS[way](self._folder / way)
        variables = {**self._cloud.variables(function), **program.environment}
        return self._ways[way].start(self.build(program, function), variables)

    def open_cloud(self, deployment):
        """Return AWS as a deployment knows it, and as no handler has seen it yet."""
        if self._cloud is None:
            (self._folder / "tables").mkdir()
            self._cloud = Cloud(self._folder / "tables")
        self._cloud.reset(deployment)
        return self._cloud

    def build(self, program, function):
        """Return the folder of a deployed function's artifact."""
        return self._folder / "builds" / program.name / function["sha256"]

    def event(self, step):
        """Return the event that Lambda receives for a step."""
        event = json.loads(json.dumps(self._events[KINDS.get(step.route, "message")]))
        event["requestContext"] |= {"connectionId": "c1", "routeKey": step.route}
        return event | (
            step.sent if isinstance(step.sent, dict) else {"body": step.sent}
        )

    def _deploy(self, program):
        project = self._folder / "projects" / program.name
        program.copy_to(project)
        stream = self._deployer.connect(program, project)
        deployment = stream.receive()
        if not deployment["refusal"]:
            itself = self._itself(program, deployment, stream)
            deployment["itself"] = itself and [(each["answer"], []) for each in itself]
            deployment["lines"] = itself and [each["lines"] for each in itself]
            builds = self._folder / "builds" / program.name
            builds.parent.mkdir(parents=True, exist_ok=True)
            (project / ".wingws/stacks/dev/build").rename(builds)
        stream.close()
        shutil.rmtree(project)
        return deployment

    def _itself(self, program, deployment, stream):
        """Ask the program's own function; None where it cannot answer by itself."""
        if len(deployment["functions"]) != 1 or not program.steps:
            return None
        (function,) = deployment["functions"]
        if function["captures"] != "{}" or program.warnings or program.differs:
            return None
        kind = KINDS.get(function["route_key"], "message")
        question = [function["name"], kind, function["reply"]]
        answers = []
        for step in program.steps:
            stream.send([*question, self.event(step)])
            answers.append(stream.receive())
        return answers
