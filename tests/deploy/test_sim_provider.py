"""The dynamic provider of every resource, against real simulators."""

import contextlib
import os
import platform
import shutil
import signal
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_wingws import SimulatorError
from pulumi_wingws.targets.sim_provider import Provider

# Nobody waits for a simulator that was started here, as nobody does in Pulumi's engine.
pytestmark = pytest.mark.filterwarnings("ignore:subprocess .* is still running")

#: What the state of every stack ever made holds: module path and class name.
PICKLE = (
    "gASVNgAAAAAAAACMInB1bHVtaV93aW5nd3MudGFyZ2V0cy5zaW1fcHJvdmlkZXKU"
    "jAhQcm92aWRlcpSTlCmBlC4="
)

STACK = {"stack": "dev", "__provider": PICKLE}

TARGET = {
    **STACK,
    "kind": "target",
    "target": "sim",
    "project": "chat",
    "allow_target_change": False,
    "version": version("pulumi-wingws"),
    "python": platform.python_version(),
}


def api(name):
    return {
        **STACK,
        "kind": "api",
        "key": name,
        "api_name": name,
        "stage_name": "prod",
        "route_selection_expression": "$request.body.action",
    }


def table(name):
    return {
        **STACK,
        "kind": "table",
        "key": name,
        "name": name,
        "hash_key": "id",
        "attribute_definitions": {"id": "S"},
    }


@pytest.fixture
def provider(monkeypatch):
    """A provider; what it does to tracebacks of its process ends with the test."""
    monkeypatch.setattr(sys, "tracebacklimit", 99, raising=False)
    return Provider()


@pytest.fixture
def target(provider, project):
    """The stack's target resource, with a running simulator; stopped at the end."""
    created = provider.create(TARGET)
    yield created
    provider.delete(created.id, created.outs)


def in_state(outs):
    """Outputs as Pulumi keeps them: all of its numbers are floats."""
    return {**outs, "port": float(outs["port"])}


def kill_simulator(project):
    """Kill the stack's simulator, which the provider started from this process."""
    pid = int((project / ".wingws/stacks/dev/alive").read_text())
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):  # somebody was quicker
        os.waitpid(pid, 0)


def test_the_class_is_frozen():
    """The engine deletes with the class that the old state names."""
    assert serialize_provider(Provider()) == PICKLE


def test_it_has_no_attributes():
    """Whatever an instance held would be in every stack's state."""
    assert vars(Provider()) == {}


def test_outputs_are_inputs_ids_and_ports(provider, target):
    """A secret input copied to another key would sit in clear in state."""
    assert set(target.outs) - set(TARGET) == {"port"}
    for inputs, filled in (
        (api("a"), {"api_id", "port", "execution_arn"}),
        (table("t"), {"table_name", "arn"}),
    ):
        outs = provider.create(inputs).outs
        assert set(outs) - set(inputs) == filled
        assert {
            key: outs[key] for key in inputs if key in outs
        }.items() <= inputs.items()


def test_four_at_once_start_one_simulator(provider, project):
    """The engine calls four at a time, also after a crash half-way."""
    with ThreadPoolExecutor(4) as pool:
        created = list(pool.map(provider.create, [TARGET] * 4))
    try:
        assert len({(each.id, each.outs["port"]) for each in created}) == 1
        with ThreadPoolExecutor(4) as pool:
            outs = [each.outs for each in pool.map(provider.create, [api("a")] * 4)]
            others = [
                each.outs["port"]
                for each in pool.map(provider.create, [api(name) for name in "bcde"])
            ]
        assert outs[1:] == outs[:-1]
        assert len({outs[0]["port"], *others}) == 5
    finally:
        provider.delete(created[0].id, created[0].outs)


def test_an_update_is_an_upsert(provider, target, project):
    """A simulator that lost a resource gets it back as state knows it."""
    created = provider.create(api("a"))
    kill_simulator(project)
    revived = provider.update(target.id, in_state(target.outs), TARGET)
    updated = provider.update(created.id, in_state(created.outs), api("a"))

    assert revived.outs == target.outs
    assert updated.outs == created.outs


def test_other_options_make_another_simulator(provider, target, project):
    """On the old port, with the old id; an option that there isn't is told."""
    inputs = {**TARGET, "options": {"time_scale": 60.0}}
    assert provider.diff(target.id, target.outs, inputs).changes is True
    updated = provider.update(target.id, in_state(target.outs), inputs)

    assert updated.outs == {**target.outs, "options": {"time_scale": 60.0}}
    assert provider.diff(target.id, updated.outs, inputs).changes is False
    with pytest.raises(SimulatorError, match="option 'speed' is unknown; expected one"):
        provider.update(
            target.id, in_state(updated.outs), {**TARGET, "options": {"speed": 2}}
        )


def test_diff_notices_a_dead_simulator(provider, target, project):
    """And a living one that has everything has not changed."""
    created = provider.create(api("a"))
    for inputs, resource in ((TARGET, target), (api("a"), created)):
        assert provider.diff(resource.id, resource.outs, inputs).changes is False
    kill_simulator(project)
    for inputs, resource in ((TARGET, target), (api("a"), created)):
        diff = provider.diff(resource.id, resource.outs, inputs)
        assert (diff.changes, diff.replaces) == (True, [])


@pytest.mark.parametrize("key", ["hash_key", "range_key", "exact_name"])
def test_another_key_makes_another_table(provider, target, key):
    """Its rows would not fit; the old one goes first, since it has the name."""
    created = provider.create(table("t"))
    diff = provider.diff(created.id, created.outs, {**table("t"), key: "other"})

    assert (diff.replaces, diff.delete_before_replace) == ([key], True)


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"attribute_definitions": {"id": "N"}}, ["attribute_definitions"]),
        (
            {"local_secondary_indexes": [{"name": "ByAge", "range_key": "age"}]},
            ["local_secondary_indexes"],
        ),
        (
            {
                "attribute_definitions": {"id": "S", "age": "N"},
                "global_secondary_indexes": [{"name": "ByAge", "hash_key": "age"}],
                "time_to_live_attribute": "expires",
                "stream": "NEW_IMAGE",
            },
            [],
        ),
    ],
)
def test_what_aws_changes_in_place_is_changed_in_place(
    provider, target, change, replaces
):
    """Indexes with keys of their own, time to live, stream; not what is of the key."""
    created = provider.create(table("t"))
    diff = provider.diff(created.id, created.outs, {**table("t"), **change})

    assert (diff.changes, diff.replaces) == (True, replaces)


def test_read_never_says_gone(provider, target, project):
    """`refresh` would forget the resource, and its rows with it."""
    kill_simulator(project)

    read = provider.read(target.id, target.outs)
    assert (read.id, read.outs) == (target.id, target.outs)


def test_delete_works_without_a_simulator(provider, project):
    """Nothing to stop, files to remove; twice is as good as once."""
    target = provider.create(TARGET)
    created = provider.create(table("t"))
    kill_simulator(project)

    for _ in range(2):
        provider.delete(created.id, created.outs)
        provider.delete(target.id, target.outs)
    assert not (project / ".wingws").exists()


def test_delete_leaves_the_simulator_of_the_place_it_was_copied_from(
    provider, target, project, monkeypatch
):
    """The copy has the original's daemon.json, token included."""
    created = provider.create(table("t"))
    copy = project / "copy"
    shutil.copytree(project / ".wingws", copy / ".wingws")
    with monkeypatch.context() as there:
        there.chdir(copy)
        provider.delete(created.id, created.outs)
        provider.delete(target.id, target.outs)
        assert not (copy / ".wingws").exists()

    assert provider.diff(created.id, created.outs, table("t")).changes is False


def test_a_changed_target_is_refused(provider):
    """It would delete everything in the other cloud, rows included."""
    news = {**TARGET, "target": "aws", "has_credentials": True, "region": "eu-west-1"}
    (failure,) = provider.check(TARGET, news).failures

    assert failure.reason.startswith(
        "stack 'dev' was deployed to target 'sim' and is now"
    )
    allowed = {**news, "allow_target_change": True}
    assert provider.check(TARGET, allowed).failures == []


def test_a_renamed_stack_is_refused(provider):
    """Its simulator and its rows are kept under the old name."""
    (failure,) = provider.check(TARGET, {**TARGET, "stack": "new"}).failures

    assert "rename it back with `pulumi stack rename dev`" in failure.reason


def test_an_error_is_a_sentence(provider, target):
    """What the SDK makes of it, `traceback.format_exc()`, has no traceback."""
    try:
        provider.create({**api("a"), "surprise": 1})
    except SimulatorError:
        text = traceback.format_exc()

    (line,) = text.splitlines()
    assert "SimulatorError: ApiManifest has unknown fields ['surprise']" in line
