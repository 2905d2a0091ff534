"""An edit is seen, however the system lets files be watched."""

import asyncio

import pytest
import watchfiles

from pulumi_wingws.dev import files


@pytest.mark.parametrize("limit", [None, OSError("OS file watch limit reached.")])
def test_an_edit_is_seen(tmp_path, monkeypatch, limit):
    """Where the kernel watches no more files, they are looked at, and that is said.

    Who may lower the kernel's limit is no test, so the watcher says that it is reached.
    """
    program, notices, polled = tmp_path / "__main__.py", [], []
    program.write_text("1")

    def awatch(*arguments, force_polling, **options):
        polled.append(force_polling)
        if limit is not None and not force_polling:
            raise limit
        return watchfiles.awatch(*arguments, force_polling=force_polling, **options)

    async def edited():
        seen = files.edits(tmp_path, notices.append)
        edit = asyncio.ensure_future(anext(seen))
        size = 1
        while not edit.done():  # the first edits may come before anybody watches
            size += 1
            program.write_text("1" * size)
            await asyncio.wait({edit}, timeout=0.1)
        edit.result()

    monkeypatch.setattr(files, "awatch", awatch)
    asyncio.run(edited())

    assert polled == ([None] if limit is None else [None, True])
    assert [each.partition(": ")[2] for each in notices] == (
        [] if limit is None else [f"{limit}; `sysctl fs.inotify` shows what it allows"]
    )
