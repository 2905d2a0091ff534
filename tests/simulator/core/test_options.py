"""The options of a simulator, as its starter writes them."""

from dataclasses import replace
from pathlib import Path

import pytest
from wingws_simulator.core.function_config import FunctionConfig
from wingws_simulator.core.lambda_limits import Limits
from wingws_simulator.core.options import Options, OptionsError, parse_options
from wingws_simulator.core.settings import Settings


def test_nothing_given():
    """Without options everything is as AWS has it."""
    assert parse_options({}) == Options()


def test_every_number_is_an_option():
    """Those of the clock, of API Gateway and of Lambda alike."""
    given = {"time_scale": 60, "account_connection_burst": 10**9, "concurrency": 10}

    assert parse_options(given) == Options(
        time_scale=60,
        settings=Settings(account_connection_burst=10**9),
        limits=Limits(concurrency=10),
    )


def test_whole_floats_are_whole_numbers():
    """All numbers that come by way of Pulumi are floats."""
    frame_size = parse_options({"frame_size": 1024.0}).settings.frame_size

    assert repr(frame_size) == "1024"


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("jitter", "0.5", 0.5),
        ("frame_size", "1024", 1024),
        ("no_status_reason", "5", "5"),
    ],
)
def test_texts_are_numbers_where_those_are_wanted(name, text, number):
    """`pulumi config set --path` writes fractions as texts."""
    assert getattr(parse_options({name: text}).settings, name) == number


def test_an_unknown_option_is_answered_with_the_known():
    """The error lists them."""
    with pytest.raises(OptionsError) as caught:
        parse_options({"timeScale": 60})

    message, _, known = str(caught.value).partition(" one of ")
    assert message == "option 'timeScale' is unknown; expected"
    names = known.split(", ")
    assert names[:2] == ["time_scale", "debug"]
    assert {"frame_size", "concurrency"} < set(names)
    assert "idle_close" not in names  # no number


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("time_scale", 0, "a number from 1 to 100,000"),
        ("time_scale", 1e9, "a number from 1 to 100,000"),
        ("time_scale", "fast", "a number"),
        ("time_scale", True, "a number"),
        ("idle_timeout", -1, "a number"),
        ("idle_timeout", float("nan"), "a number"),
        ("idle_timeout", None, "a number"),
        ("frame_size", 0.5, "a whole number"),
        ("frame_size", "0.5", "a whole number"),
        ("ping_resets_idle", 1, "true or false"),
        ("debug", 5678, "text"),
        ("debug", "on-message", "the name of a function"),
        ("debug", ":5678", "the name of a function"),
        ("debug", "on-message:0", "the name of a function"),
    ],
)
def test_bad_values(name, value, expected):
    """A value that cannot be is named, with what can."""
    with pytest.raises(OptionsError, match=f"option {name} is .*; expected {expected}"):
        parse_options({name: value})


def test_who_is_debugged_has_time():
    """The function that is named, and its API; other functions go on as they are."""
    options = parse_options({"debug": "on-message:5678"})
    one, other = (
        FunctionConfig(name, Path("build"), "arn") for name in ("on-message", "other")
    )

    assert options.debugged(one) == replace(one, debug_port=5678, timeout=86_400)
    assert options.debugged(other) == other == Options().debugged(other)
    assert options.api_settings.integration_timeout == 86_400
    assert Options().api_settings == Settings()
