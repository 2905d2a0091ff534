"""What a handler can import: as in Lambda, and nothing of the simulator's own."""

import asyncio

import pytest


@pytest.fixture
def layer(tmp_path):
    """A layer with a package, and with a module that the artifact has too."""
    python = tmp_path / "layer" / "python"
    (python / "colours").mkdir(parents=True)
    (python / "colours" / "__init__.py").write_text("RED = 'red'")
    (python / "helper.py").write_text("WHOSE = 'layer'")
    return python.parent


@pytest.fixture
def answer(function, service):
    """Return what a function answers once."""

    async def invoke(config):
        async with service() as functions:
            functions.put(config)
            result = await functions.invoke(config.name, {})
            return getattr(result, "payload", result)

    def run(source, **options):
        return asyncio.run(invoke(function(source, **options)))

    return run


def test_a_layer_is_on_the_path(answer, layer):
    """Its packages are found, with what importlib.metadata knows of them."""
    info = layer / "python" / "colours-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: colours\nVersion: 1.2")
    source = """
        import colours
        from importlib.metadata import version
        def handler(event, context):
            return [colours.RED, version("colours")]
    """
    assert answer(source, layers=(layer,)) == ["red", "1.2"]


def test_the_artifact_comes_before_its_layers(answer, layer):
    """As /var/task comes before /opt/python."""
    source = """
        import pathlib
        pathlib.Path("helper.py").write_text("WHOSE = 'artifact'")
        import helper
        def handler(event, context):
            return helper.WHOSE
    """
    assert answer(source, layers=(layer,)) == "artifact"


@pytest.mark.parametrize("name", ["pulumi", "pytest", "h11", "wingws_simulator"])
def test_other_packages_cannot_be_imported(answer, name):
    """Neither those installed here nor those that are loaded already."""
    source = f"""
        import sys
        def handler(event, context):
            try:
                import {name}
            except ModuleNotFoundError as error:
                return [str(error), "{name}" in sys.modules]
    """
    assert answer(source) == [f"No module named '{name}'", False]


def test_lambdas_own_packages_can_be_imported(answer):
    """boto3 and what it brings, with all their parts."""
    source = """
        import boto3, botocore.config, s3transfer, jmespath, urllib3.util, six
        from dateutil.parser import parse
        from six.moves import urllib
        def handler(event, context):
            boto3.client("s3", "us-east-1")
            return [parse("2020-01-02").day, urllib.parse.quote("/", "")]
    """
    assert answer(source) == [2, "%2F"]


def test_the_standard_library_can_be_imported(answer):
    """Its modules in C too, and those that find code by themselves."""
    source = """
        import concurrent.futures, ctypes, sqlite3, ssl, sysconfig, zoneinfo
        def handler(event, context):
            return [sysconfig.get_config_var("EXT_SUFFIX") is not None, ssl.HAS_TLSv1_2]
    """
    assert answer(source) == [True, True]
