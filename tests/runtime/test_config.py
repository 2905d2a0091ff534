"""Configuration inside a handler."""

import pulumi
import pytest
from wingws_runtime import Config, NotInEnvironment


@pytest.mark.parametrize(
    ("getter", "text", "value"),
    [
        ("get", "a", "a"),
        ("require", "a", "a"),
        ("get_int", "7", 7),
        ("require_float", "1.5", 1.5),
        ("get_bool", "True", True),
        ("require_bool", "false", False),
        ("get_object", '{"a": [1]}', {"a": [1]}),
    ],
)
def test_a_getter_reads_the_text_of_a_key(wingws, getter, text, value):
    """By the getter's type; one of secrets returns an Output, as Pulumi's does."""
    wingws(outputs={"config:key": text})

    assert getattr(Config(), getter)("key") == value
    secret = getter.replace("get", "get_secret").replace("require", "require_secret")
    assert getattr(Config(), secret)("key").get() == value


def test_a_key_that_is_not_set_has_the_default(wingws):
    """None if there is none, of both kinds of getters."""
    wingws(outputs={"config:key": None})

    assert Config().get("key") is None
    assert Config().get_secret("key") is None
    assert Config().get("key", "b") == "b"
    assert Config().get_secret_int("key", default=3).get() == 3


def test_a_secret_text_is_usable_as_it_is(wingws):
    """Like any captured Output that is text."""
    wingws(outputs={"config:key": "pa55"})

    assert Config().require_secret("key") == "pa55"


def test_a_namespace_has_keys_of_its_own(wingws):
    """A bag's name leads its keys."""
    wingws(outputs={"config:key": "own", "config:aws:key": "of aws"})

    assert Config("aws").get("key") == "of aws"


def test_a_key_that_the_code_did_not_name_is_missing(wingws):
    """Which deploy time has refused; no None stands for it."""
    wingws(outputs={"config:key": "own"})

    with pytest.raises(NotInEnvironment, match="'config:other' is not among"):
        Config().get("other")


def test_every_getter_of_pulumi_is_there():
    """None that Pulumi adds can be forgotten here."""
    getters = {name for name in dir(pulumi.Config) if name.startswith(("get", "req"))}

    assert getters == {name for name in dir(Config) if name.startswith(("get", "req"))}
