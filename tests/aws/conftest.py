"""Projects of target `aws`: the real CLI, and a provider and a cloud that stand in."""

import os
from pathlib import Path

import pytest

from tests.aws.cloud import Cloud
from tests.engine.project import Project

_STAND_IN = Path(__file__).parent / "bin"


@pytest.fixture(scope="module")
def cloud():
    """An AWS account with nothing in it."""
    cloud = Cloud()
    yield cloud
    cloud.close()


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """A folder for certificates, which are made once."""
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def make_aws_project(tmp_path_factory, pulumi_cli, layer_cache, cloud):
    """Return a maker of projects that deploy to the cloud."""
    path = os.pathsep.join([str(_STAND_IN), pulumi_cli["PATH"]])
    folders = {"PATH": path, "XDG_CACHE_HOME": str(layer_cache)}
    environment = pulumi_cli | cloud.environment | folders

    def make(program):
        folder = tmp_path_factory.mktemp("aws") / "project"
        project = Project(folder, environment, program=program)
        project.config_set("target", "aws")
        project.config_set("aws:region", cloud.region)
        return project

    return make
