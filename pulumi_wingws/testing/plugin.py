"""The plugin of pytest: the fixture ``wingws``, the project's program under test.

Every run of pytest loads it, also of who tests something else, so it loads nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .application import App

__all__ = ["wingws"]

_MARKER = (
    "wingws(folder=None, stack='test', config=None): the project whose program the "
    "fixture wingws serves, where it is not the nearest one above the test's file; its "
    "stack; and configuration on top of the stack's"
)
_APPS = pytest.StashKey["_Apps"]()
_APP = pytest.StashKey["App"]()


@pytest.fixture
def wingws(request: pytest.FixtureRequest) -> Iterator["App"]:
    """The project's program on a simulator, as if just started.

    It is the nearest project above the test's file. There is one app for a program in
    a session; it is reset between tests.
    """
    apps = request.config.stash[_APPS]
    try:
        arguments = _arguments(request.node)
    except pytest.UsageError as exc:  # of the test's, whose place is shown anyway
        pytest.fail(str(exc), pytrace=False)
    request.node.stash[_APP] = app = apps.of(arguments)
    try:
        yield app
    finally:
        apps.reset(app)


class _Apps:
    """The apps of a session, each started when it is first asked for."""

    def __init__(self) -> None:
        self._apps: dict[str, App] = {}
        self._problems: dict[str, str] = {}
        self._awaited: set[str] = set()

    def get_ready(self, items: Iterable[pytest.Item]) -> None:
        """Start what takes longest, for tests that will ask for apps."""
        from . import deployer, spare

        deployer.get_ready()
        spare.get_ready()
        for item in items:
            with suppress(pytest.UsageError):  # the test will say so
                self._awaited.add(repr(_arguments(item)))

    def of(self, arguments: Mapping[str, Any]) -> "App":
        """Return the app of a project, a stack and a configuration."""
        from ..errors import ConfigurationError
        from . import spare
        from .application import App
        from .errors import AppError

        key = repr(arguments)
        if key not in self._apps and key not in self._problems:
            try:
                self._apps[key] = App(**arguments)
            except (AppError, ConfigurationError) as exc:
                self._problems[key] = str(exc)
            self._awaited.discard(key)
            if self._awaited:
                spare.get_ready()
        if problem := self._problems.get(key):  # of the user's program, not the test's
            pytest.fail(f"the program cannot be served\n{problem}", pytrace=False)
        return self._apps[key]

    def reset(self, app: "App") -> None:
        """Get an app ready for the next test, or forget one whose simulator has died.

        Raises:
            SimulatorError: it has.
        """
        from ..errors import SimulatorError

        try:
            app.reset()
        except SimulatorError:
            self._apps = {key: each for key, each in self._apps.items() if each != app}
            app.close()
            raise

    def close(self) -> None:
        """End all of them."""
        while self._apps:
            self._apps.popitem()[1].close()


def _arguments(item: pytest.Item) -> dict[str, Any]:
    marker = item.get_closest_marker("wingws")
    given = {"folder": None, "stack": "test", "config": None}
    if marker is not None:
        if marker.args or not marker.kwargs.keys() <= given.keys():
            raise pytest.UsageError(
                f"marker wingws has {marker.args} and {marker.kwargs}; expected "
                f"some of {', '.join(given)}, by name"
            )
        given |= marker.kwargs
        if not isinstance(given["config"], Mapping | None):
            raise pytest.UsageError(
                f"marker wingws has config={given['config']!r}; expected a dict as "
                '{"greeting": "hello"}'
            )
    here = item.path.parent
    # Relative to the test's file, wherever pytest runs.
    given["folder"] = str(here / Path(str(given["folder"] or ".")))
    return given


def pytest_configure(config: pytest.Config) -> None:
    """Add the marker."""
    config.addinivalue_line("markers", _MARKER)
    config.stash[_APPS] = _Apps()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start what takes longest, if some test will ask for it."""
    if session.config.option.collectonly:
        return
    items = [i for i in session.items if "wingws" in getattr(i, "fixturenames", ())]
    if items:
        from . import spare

        session.config.stash[_APPS].get_ready(items)
        session.config.add_cleanup(spare.end)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show beside a failure what its app did, unless the failure shows that itself."""
    report = yield
    app = item.stash.get(_APP, None)
    if app is not None and call.when == "call" and report.failed:
        from .errors import ExpectationFailed

        if call.excinfo is None or not isinstance(
            call.excinfo.value, ExpectationFailed
        ):
            report.sections.append(("wingws", _story(app)))
    return report


def _story(app: "App") -> str:
    from ..errors import SimulatorError

    try:
        return app.story()
    except SimulatorError as exc:  # that is the story
        return str(exc)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End all that was started."""
    if _APPS in config.stash:
        config.stash[_APPS].close()
