"""Do others say the same about our corpus of defects? Where they do not, docs/verifying.md has the reason.

Asked about every file that they can read at all (a JSON credential with an embedded proof): Digital Bazaar's verifier,
the Digital Credentials Consortium's, and openbadgeslib. They answer a smaller question than we do, so what counts is
that none refuses what we accept, and that each file they accept and we do not is explained.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.proofs.did import did_document
from issuer.strict_json import Json
from tests.fakes.badges.badges import KEY, WEB_KEY
from tests.fakes.badges.defects import Defect, corpus
from tests.fakes.node import judged
from tests.fakes.requirements import require

DOCS = Path(__file__).parents[2] / "docs" / "verifying.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)\*?` \| ([^|]+) \|", re.MULTILINE)
JUDGES = ("digital bazaar", "verifier-core", "openbadgeslib")


def readable() -> list[Defect]:
    """The files that are JSON with a proof, as far as any reader would take them."""
    found = []
    for defect in corpus():
        try:
            said = json.loads(defect.source.decode("utf-8"), parse_constant=lambda _: float("x"))
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict) and "proof" in said and "assertion" not in str(said.get("type")).lower():
            found.append(defect)
    return [defect for defect in found if not defect.name.startswith(("status-", "bomb-"))]


def explained() -> dict[str, str]:
    """Name (or its beginning) of each disagreement in the docs, with who accepts it."""
    return dict(ROW.findall(DOCS.read_text("utf-8")))


def accepted_by(judge: str, defects: list[Defect], folder: Path) -> Iterator[str]:
    documents: dict[str, Json] = {
        WEB_KEY.controller: did_document(WEB_KEY.controller, [WEB_KEY.public_key]),
        KEY.controller: did_document(KEY.controller, [KEY.public_key]),
    }
    if judge == "openbadgeslib":
        yield from by_openbadgeslib(defects)
        return
    name = "bitstring" if judge == "digital bazaar" else judge
    for defect, report in zip(
        defects, judged(folder, name, [defect.source for defect in defects], documents), strict=True
    ):
        if report["verified"]:
            yield defect.name


def by_openbadgeslib(defects: list[Defect]) -> Iterator[str]:
    library = pytest.importorskip("openbadgeslib.ob3")
    for defect in defects:
        try:
            library.OB3LdpVerifier().verify(defect.source)
        except Exception:  # noqa: S112  # whatever another verifier raises, it has not accepted
            continue
        yield defect.name


@pytest.mark.parametrize("judge", JUDGES)
def test_each_disagreement_is_explained(judge: str, tmp_path: Path) -> None:
    if judge == "openbadgeslib":
        try:
            __import__("openbadgeslib")
        except ImportError:
            require(False, "openbadgeslib is not installed")
    defects = readable()
    assert len(defects) > 80
    accepted = set(accepted_by(judge, defects, tmp_path))
    valid = {defect.name for defect in defects if defect.verdict == "valid"}
    # the network, where keys and lists of two of them are, nobody here has
    assert valid - {"genuine-did-web.json", "genuine-with-status.json"} <= accepted, (
        "they refuse what we accept"
    )
    more = {name for name in accepted - valid if not name.startswith("time-expired")}
    reasons = explained()
    missing = sorted(
        name
        for name in more
        if not any(name.startswith(start) and judge in judges for start, judges in reasons.items())
    )
    assert missing == [], f"{judge} accepts these, and docs/verifying.md does not say why: {missing}"
