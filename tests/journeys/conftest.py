"""A demo and a browser for the journeys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fakes.requirements import require
from tests.journeys.running_demo import CHROMIUM, RunningDemo, chromium, running_demo


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo whose pictures are drawn, which takes longest, to begin others from."""
    folder = tmp_path_factory.mktemp("prepared") / "demo"
    with running_demo(folder):
        pass
    return folder


@pytest.fixture
def demo(prepared: Path, tmp_path: Path) -> Iterator[RunningDemo]:
    """A demo with its history."""
    shutil.copytree(prepared, tmp_path / "demo")
    with running_demo(tmp_path / "demo") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, closed with its module: while it is open, no asynchronous test could run."""
    require(bool(CHROMIUM), "chromium is not installed")
    with chromium() as opened:
        yield opened
