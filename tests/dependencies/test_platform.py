"""Where packages run: which wheels, which markers."""

import pytest

from pulumi_wingws.dependencies import Platform, function_platform


@pytest.mark.parametrize(
    ("python", "newest"), [("3.11", "manylinux_2_17"), ("3.13", "manylinux_2_34")]
)
def test_wheels_suit_the_runtimes_c_library(python, newest):
    """Amazon Linux 2 and 2023 differ in what they can load."""
    tags = function_platform("arm64", python).wheel_tags
    assert tags[0] == f"{newest}_aarch64"
    assert tags[-2:] == ["manylinux_2_17_aarch64", "manylinux2014_aarch64"]


def test_old_names_are_wheels_too():
    """Many wheels are tagged by the year of their standard only."""
    tags = function_platform("x86_64", "3.11").wheel_tags
    assert {"manylinux2014_x86_64", "manylinux1_x86_64"} < set(tags)


def test_markers_are_lambdas():
    """Whatever this computer is."""
    markers = function_platform("arm64", "3.13").markers
    assert markers["sys_platform"] == "linux"
    assert markers["platform_machine"] == "aarch64"
    assert markers["python_version"] == "3.13"


def test_platforms_that_may_differ_have_different_tags():
    """A tag is part of the key under which layers are kept."""
    platforms = [
        Platform.here(),
        *(
            function_platform(a, p)
            for a in ("arm64", "x86_64")
            for p in ("3.11", "3.12")
        ),
    ]
    assert len({platform.tag for platform in platforms}) == 5


def test_a_platform_reads_well():
    """It stands in errors."""
    assert str(function_platform("arm64", "3.12")) == "Lambda on arm64 with Python 3.12"
