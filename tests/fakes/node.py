"""Asks verifiers and signers that are written for Node, where it and they are installed."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from issuer.strict_json import Document, Json
from tests.fakes.badges.badges import NOW
from tests.fakes.badges.contexts import FOLDER
from tests.fakes.requirements import require

INTEROP = Path(__file__).parents[1] / "interop"


def judged(
    folder: Path, judge: str, sources: Sequence[bytes], documents: Mapping[str, Json]
) -> list[dict[str, Any]]:
    """Return a verdict for each source; `documents` are what the judge may look up, by address."""
    held = folder / f"{judge}-documents.json"
    held.write_text(json.dumps(documents))
    files = [folder / f"{judge}-{number}" for number, _ in enumerate(sources)]
    for file, source in zip(files, sources, strict=True):
        file.write_bytes(source)
    reports: list[dict[str, Any]] = _run("judging.mjs", str(held), NOW.isoformat(), judge, *map(str, files))
    return reports


def signed(folder: Path, unsigned: Document, suites: Sequence[str]) -> list[Document]:
    """Return the credential signed by each suite, with new keys: each makes its issuer another did:key."""
    file = folder / "unsigned.json"
    file.write_text(json.dumps(unsigned))
    credentials: list[Document] = _run("signing.mjs", str(file), NOW.isoformat(timespec="seconds"), *suites)
    return credentials


def _run(script: str, *arguments: str) -> Any:
    """Return what a script of ours prints in its last line."""
    node = shutil.which("node")
    require(node is not None, "Node is not installed")
    require(
        (INTEROP / "node_modules").is_dir(), "tests/interop/node_modules is missing: run npm install there"
    )
    ran = subprocess.run(  # noqa: S603  # our own script, with files this test has written
        [str(node), str(INTEROP / script), str(FOLDER), *arguments],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return json.loads(ran.stdout.splitlines()[-1])


def version_of(package: str) -> str:
    """Return name and version of an installed npm package, for the table."""
    found = json.loads((INTEROP / "node_modules" / package / "package.json").read_text())
    return f"{package} {found['version']}"
