"""Several projects and stacks on one machine, at once."""

import pytest

from tests.engine.simulator import CHAT, Stack, has_listener, is_running

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

COMMAND = ("up", "--yes", "--skip-preview", "--stack")


def chatting(*projects):
    """Bring projects up at once and return their stacks."""
    for project in projects:
        project.config_set("target", "sim")
    ups = [project.start(*COMMAND, project.stack) for project in projects]
    for up in ups:
        output, _ = up.communicate()
        assert up.returncode == 0, output
    stacks = [Stack(project) for project in projects]
    assert all(stack.chats() for stack in stacks)
    return stacks


def destroying_one_leaves_the_other(one, other):
    assert not one.processes & other.processes
    assert not one.ports & other.ports
    ports, processes = one.ports, one.processes

    one.project.destroy()

    assert not any(map(has_listener, ports))
    assert not any(map(is_running, processes))
    assert not one.folder.exists()
    assert other.chats()


def test_two_projects(make_project):
    """Each has its own simulator, ports and rows; destroying one leaves the other."""
    projects = [make_project(CHAT, folder=folder) for folder in ("one", "other")]

    destroying_one_leaves_the_other(*chatting(*projects))


def test_two_stacks_of_one_project(make_project):
    """Each has its own simulator, ports and rows; destroying one leaves the other."""
    projects = [make_project(CHAT, stack=stack) for stack in ("dev", "test")]

    destroying_one_leaves_the_other(*chatting(*projects))
