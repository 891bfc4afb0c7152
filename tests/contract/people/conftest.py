"""The command line with a database of its own, on both engines."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.people.shell import Shell
from tests.fakes.databases import fresh_sqlite

SETTINGS = ("LAUREL_", "SLACK_", "MICROSOFT_")


@pytest.fixture(params=["sqlite", "postgresql"])
def shell(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Shell]:
    """A shell in an empty folder, with a secret and an empty database."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    url = (
        fresh_sqlite(tmp_path)
        if request.param == "sqlite"
        else str(request.getfixturevalue("fresh_postgresql"))
    )
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")
    monkeypatch.setenv("LAUREL_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    opened = Shell(url, tmp_path, monkeypatch, capsys)
    yield opened
    opened.database.close()
