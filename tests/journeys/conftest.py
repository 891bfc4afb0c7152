"""A demo and a browser for the journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fakes.requirements import require
from tests.journeys.running_demo import CHROMIUM, RunningDemo, chromium, running_demo


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningDemo]:
    """A demo with its history."""
    with running_demo(tmp_path / "demo") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    require(bool(CHROMIUM), "chromium is not installed")
    with chromium() as opened:
        yield opened
