"""A short look by a coverage-guided fuzzer at each parser, from the corpus of defects on; longer looks are by hand."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.badges.defects import corpus
from tests.fakes.badges.platforms import PLATFORMS
from tests.fakes.requirements import require

ROOT = Path(__file__).parents[2]
RUNS = 3_000
SEEDS = {
    "png": (".png",),
    "svg": (".svg",),
    "token": ("token-",),
    "json": ("member-",),
    "older": ("open-badges-2-",),
    "page": ("html",),
    "whole": ("graph-", "genuine", "token-", "open-badges-2-", "endorsement-"),
}
TARGETS = ("json", "png", "svg", "token", "list", "jwk", "pem", "page", "older", "short", "whole")


@pytest.mark.parametrize("target", TARGETS)
def test_a_parser_refuses_and_never_breaks(target: str, tmp_path: Path) -> None:
    require(importlib.util.find_spec("atheris") is not None, "atheris is not installed: it has no wheel here")
    parts = SEEDS.get(target, ())
    for defect in corpus() if parts else ():
        if any(part in defect.name for part in parts) and len(defect.source) < 8192:
            (tmp_path / defect.name).write_bytes(defect.source)
    for name, shape in PLATFORMS.items() if target in ("older", "whole") else ():
        if len(shape().source) < 8192:
            (tmp_path / name).write_bytes(shape().source)
    runs = RUNS // 10 if target == "whole" else RUNS
    command = [sys.executable, "-m", "tests.interop.fuzz", target]
    ran = subprocess.run(  # noqa: S603  # our own module
        [*command, f"-runs={runs}", "-max_total_time=60", "-timeout=20", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stderr.decode("utf-8", "replace")[-3000:]
