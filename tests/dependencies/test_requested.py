"""What ``requirements=`` may say, and the sentences when it says something else."""

import pytest

from pulumi_wingws.dependencies import DependencyError
from pulumi_wingws.dependencies.requested import read_list, read_requirements_file


def roots(requested):
    return [*map(str, requested.roots)]


def test_a_file_has_requirements_comments_and_other_files(tmp_path):
    """As pip reads it."""
    (tmp_path / "more.txt").write_text("msgpack\n")
    file = tmp_path / "requirements.txt"
    file.write_text(
        "# packages\n\nhumanize >= 4  # sizes\n-r more.txt\n"
        'tomli ; python_version < "3.11"\n'
    )
    assert roots(read_requirements_file(file)) == [
        "humanize>=4",
        "msgpack",
        'tomli; python_version < "3.11"',
    ]


def test_hashes_are_kept(tmp_path):
    """As `uv export` and pip-compile write them, over several lines."""
    file = tmp_path / "requirements.txt"
    file.write_text("humanize==4.12.0 \\\n    --hash=sha256:bb \\\n --hash=sha256:aa\n")
    requested = read_requirements_file(file)
    assert roots(requested) == ["humanize==4.12.0"]
    assert requested.hashes == {"humanize": ("sha256:aa", "sha256:bb")}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("--index-url https://example.org", "requirements.txt:3: '--index-url"),
        ("-e .", "requirements.txt:3: '-e .' is not allowed here"),
        ("human ize", "requirements.txt:3: 'human ize' is not a requirement"),
        ("a @ https://example.org/a.whl", "only packages of an index travel"),
        ("pulumi>=3", "the package pulumi exists at deploy time only"),
        ("-r missing.txt", "No such file"),
        ("-r requirements.txt", "requirements.txt includes itself"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, problem):
    """With its file and number, counted as an editor does."""
    file = tmp_path / "requirements.txt"
    file.write_text(f"humanize \\\n  >=4\n{line}\n")
    with pytest.raises(DependencyError) as caught:
        read_requirements_file(file)
    assert problem in str(caught.value)


@pytest.mark.parametrize("given", [1, None, "", "=="])
def test_a_bad_requirement_is_named(given):
    """An entry of the list that is no requirement."""
    with pytest.raises(DependencyError, match=f"{given!r} is not a requirement"):
        read_list([given])
