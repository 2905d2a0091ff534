"""From what is asked for to all that must be installed, by markers and extras."""

import pytest
from packaging.requirements import Requirement

from pulumi_wingws.dependencies import DependencyError, Pin, function_platform
from pulumi_wingws.dependencies.closure import close
from pulumi_wingws.dependencies.package import Package

ARM = function_platform("arm64", "3.12")
INTEL = function_platform("x86_64", "3.12")


class Catalog:
    """Packages by name: a version, and requirements."""

    def __init__(self, **packages):
        self.packages = packages

    def find(self, requirement, platform):
        if requirement.name not in self.packages:
            return None
        version, *needs = self.packages[requirement.name]
        return Package(Pin(requirement.name, version), tuple(map(Requirement, needs)))


def closed(catalog, *roots, platform=ARM):
    found = close(map(Requirement, roots), catalog, platform)
    return [*map(str, found.pins)], [*map(str, found.unknown)]


def test_requirements_are_followed():
    """What a package needs comes along, in the versions that are known."""
    catalog = Catalog(a=("1", "b>=1"), b=("2", "c"), c=("3", "a"))
    assert closed(catalog, "a") == (["a==1", "b==2", "c==3"], [])


def test_markers_are_those_of_the_platform():
    """A requirement counts where it applies, and not where the program runs."""
    catalog = Catalog(
        a=(
            "1",
            "arm; platform_machine == 'aarch64'",
            "intel; platform_machine == 'x86_64'",
            "mac; sys_platform == 'darwin'",
            "old; python_version < '3.12'",
        ),
        arm=("1",),
        intel=("1",),
    )
    assert closed(catalog, "a") == (["a==1", "arm==1"], [])
    assert closed(catalog, "a", platform=INTEL) == (["a==1", "intel==1"], [])


def test_extras_are_those_that_are_asked_for():
    """An extra's requirements come along only if somebody names it."""
    catalog = Catalog(
        a=("1", "b; extra == 'fast'"), b=("1",), c=("1", "a[fast]"), d=("1", "a")
    )
    assert closed(catalog, "a", "d") == (["a==1", "d==1"], [])
    assert closed(catalog, "c") == (["a==1", "b==1", "c==1"], [])


def test_what_lambda_has_is_left_out():
    """boto3 and its own requirements are in Lambda's Python."""
    catalog = Catalog(a=("1", "boto3", "Python_DateUtil"), boto3=("1", "botocore"))
    assert closed(catalog, "a", "boto3") == (["a==1"], [])


def test_another_version_than_the_known_one_is_unknown():
    """So is what the wrong version would have needed."""
    catalog = Catalog(a=("1", "b"), b=("1",))
    assert closed(catalog, "a>=2") == ([], ["a>=2"])


def test_a_version_must_suit_everybody():
    """A package that two need in different versions is left to an index."""
    catalog = Catalog(a=("1", "b"), b=("3",))
    assert closed(catalog, "a", "b==2") == (["a==1"], ["b==2", "b"])


@pytest.mark.parametrize("name", ["pulumi", "Pulumi_AWS", "pulumi-wingws"])
def test_packages_that_deploy_are_refused(name):
    """Also when another package needs them."""
    with pytest.raises(DependencyError, match="exists at deploy time only"):
        closed(Catalog(a=("1", name)), "a")
