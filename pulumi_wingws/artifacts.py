"""A stack's artifacts: handlers' code and packages on disk, checked, within limits."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .dependencies import Dependencies, DependencyError, Layer, Platform
from .dependencies.archive import write_archive
from .handlers import (
    Build,
    ForeignImport,
    Refusal,
    Refused,
    Slice,
    check_builds,
    check_grammar,
    write_build,
)
from .project import Stack
from .targets.function_specs import FunctionSpec

__all__ = ["Artifact", "Artifacts"]

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_UNZIPPED_SIZE = 250 * 1024 * 1024
_ZIPPED_SIZE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Artifact:
    """A handler's code and packages, as its function will have them.

    Attributes:
        slice: the code and what it needs.
        path: folder of the build, relative to the project, POSIX.
        layer: the packages; None if it needs none.
        archive: zip file of the layer, relative to the project; None if it needs none
            or if its functions run here.
        build: the same for the interpreter that imports it here.
    """

    slice: Slice
    path: str
    layer: Layer | None
    archive: str | None
    build: Build


class Artifacts:
    """Makes the artifacts of one stack.

    Each stack has its own folders: none collects another's, destroy leaves none.

    """

    def __init__(self, stack: Stack) -> None:
        self._root = stack.root
        self._builds = stack.folder / "build"
        self._archives = stack.folder / "layers"
        self._dependencies = Dependencies(stack.root)

    def make(
        self, slice_: Slice, function: FunctionSpec, platform: Platform
    ) -> Artifact:
        """Write a handler's build and make its layer.

        Args:
            platform: where the function will run.

        Raises:
            Refused: its syntax is too new, or a package that it imports cannot be had.
            DependencyError: its packages cannot be had, or all is too large.
        """
        check_grammar(slice_.files, platform.python)
        deployed, own = self._layers(slice_, function, platform)
        _check_size(slice_, deployed)
        folder = write_build(slice_, self._builds)
        return Artifact(
            slice_,
            path=self._relative(folder),
            layer=deployed,
            archive=None if platform.is_here else self._archive(deployed),
            build=Build(slice_, folder, (own.folder / "python",) if own else ()),
        )

    def check(self, artifacts: Sequence[Artifact]) -> list[Refused]:
        """Import artifacts as Lambda would; list the refusals of those that differ."""
        return check_builds([each.build for each in artifacts], root=self._root)

    def remove_all_but(self, artifacts: Sequence[Artifact], builds: set[str]) -> None:
        """Remove what neither these artifacts nor others' ``builds`` name any more."""
        builds = builds | {artifact.slice.sha256 for artifact in artifacts}
        for build in self._builds.glob("*"):  # there is none without a handler
            if build.name not in builds:
                shutil.rmtree(build, ignore_errors=True)
        archives = {artifact.archive for artifact in artifacts}
        for archive in self._archives.glob("*.zip"):
            if self._relative(archive) not in archives:
                archive.unlink(missing_ok=True)

    def _layers(
        self, slice_: Slice, function: FunctionSpec, platform: Platform
    ) -> tuple[Layer | None, Layer | None]:
        """Make the layer for the function and the one for the check here."""
        places = {each.module: each for each in slice_.imports}
        try:
            deployed, own = self._dependencies.layers(
                list(places), function.requirements, [platform, Platform.here()]
            )
        except DependencyError as exc:
            if exc.module is None:
                raise
            raise Refused((_refusal(slice_, places[exc.module], exc),)) from exc
        return deployed, own

    def _archive(self, layer: Layer | None) -> str | None:
        """Zip a layer and return the file's path."""
        if layer is None:
            return None
        archive = write_archive(layer, self._archives)
        size = archive.stat().st_size
        if size > _ZIPPED_SIZE:
            raise DependencyError(
                f"the packages take {_megabytes(size)} zipped; Lambda takes "
                f"{_megabytes(_ZIPPED_SIZE)} for a layer: {_listed(layer)}"
            )
        return self._relative(archive)

    def _relative(self, path: Path) -> str:
        """Return a path as it is below the project, or whole if it is elsewhere."""
        is_below = path.is_relative_to(self._root)
        return (path.relative_to(self._root) if is_below else path).as_posix()


def _refusal(slice_: Slice, place: ForeignImport, exc: DependencyError) -> Refusal:
    """Say what is wrong with an import, at its place."""
    lines = slice_.files[place.file].decode(errors="replace").split("\n")
    problem, _, remedy = str(exc).partition("; ")
    return Refusal(
        place.file,
        place.line,
        place.column,
        lines[place.line - 1],
        problem,
        (slice_.name, f"import {place.module}"),
        remedy,
    )


def _check_size(slice_: Slice, layer: Layer | None) -> None:
    size = slice_.size + (layer.size if layer else 0)
    if size > _UNZIPPED_SIZE:
        packages = f": {_listed(layer)}" if layer else ""
        raise DependencyError(
            f"code and packages take {_megabytes(size)} unzipped; Lambda takes "
            f"{_megabytes(_UNZIPPED_SIZE)}{packages}"
        )


def _listed(layer: Layer) -> str:
    return ", ".join(map(str, layer.pins))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"
