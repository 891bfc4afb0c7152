"""A demo and a browser for the journeys."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.requirements import require
from tests.journeys.running_demo import CHROMIUM, RunningDemo, chromium, running_demo

expect.set_options(timeout=20_000)  # milliseconds: on a busy machine a step of a story takes several seconds


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo whose pictures are drawn, which takes longest, to begin others from."""
    folder = tmp_path_factory.mktemp("prepared") / "demo"
    with running_demo(folder) as running:
        state = json.loads(urlopen(f"{running.url}/sandbox/state").read())  # noqa: S310 - our own address
        for badge in state["badges"]:  # a busy machine opens the demo before all are drawn
            urlopen(f"{running.url}{badge['picture']}").read()  # noqa: S310 - our own address
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
