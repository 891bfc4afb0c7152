"""1EdTech's own fixtures for the data model of today: accepted and refused as their names say.

The issuers of the fixtures are nobody's, so their keys are served here, as their sites would. Each fixture that gets
another verdict than its name promises stands in `EXCEPTIONS`, with the reason.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuer.baking import BakingError, extract_any
from issuer.baking_svg import extract_any_svg
from issuer.proofs.multibase import MultibaseError, decode_base64url
from issuer.strict_json import Document, Json, StrictJsonError, parse_document
from issuer.verifying import verify
from issuer.verifying.documents import Fetched
from tests.fakes.contexts import canonicaliser
from tests.fakes.requirements import standards

NOW = datetime(2026, 6, 1, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
EXCEPTIONS = {
    "complete.json": "an endorsement inside names 1EdTech's kind of schema without the context that defines it, so "
    "that part of it is covered by no signature of its own (JSON-LD safe mode, openbadges-specification PR #611)",
    "simple-did-key-method.json": "its issuer is a urn:uuid and its key a did:key of nobody: a good signature by "
    "somebody else than the issuer proves nothing",
    "simple-jwt.png": "the token has no sub, which Open Badges 3.0 §8.2.4.1 requires, and an aud instead",
    "simple-jwt.svg": "as simple-jwt.png",
    "simple-err-context.json": "the name promises a refusal, and so it is: for its members, before its contexts",
}
"""Fixtures and why. All are refused; none is accepted that should not be."""
VALID_BY_NAME = {
    "complete.json", "endorsement-valid.json", "simple.json", "simple.1ob", "simple-context-alias.json",
    "simple-context-version.json", "simple-did-key-method.json", "simple-did-web-method.json", "simple-json.png",
    "simple-json.svg", "simple-jwt.png", "simple-jwt.svg", "simple-multiple-proofs.json",
}  # fmt: skip
EXPIRED_BY_NAME = {"simple-err-expired.json"}


def folder() -> Path:
    return standards() / "vectors" / "1edtech"


def fixtures() -> list[Path]:
    found = sorted([*(folder() / "ob30").glob("*.*"), *(folder() / "clr20").glob("*.*")])
    return [path for path in found if V2 in said(path).get("@context", [])]  # type: ignore[operator]  # a list


def said(path: Path) -> Document:
    """What the fixture says, wherever it is put."""
    source = path.read_bytes()
    try:
        if path.suffix == ".png":
            source = extract_any(source)[0]
        elif path.suffix == ".svg":
            source = extract_any_svg(source)
        if source.strip().startswith(b"ey"):
            source = decode_base64url(source.strip().decode().split(".")[1])
        return parse_document(source, 1024 * 1024)
    except (BakingError, MultibaseError, StrictJsonError):
        return {}


def served(value: Json, found: dict[str, Fetched]) -> dict[str, Fetched]:
    """The documents of every issuer whose key a fixture names: what their sites would answer."""
    if isinstance(value, dict):
        proofs = value.get("proof", [])
        for proof in proofs if isinstance(proofs, list) else [proofs]:
            method = str(proof.get("verificationMethod")) if isinstance(proof, dict) else ""
            controller, _, key = method.partition("#")
            if key.startswith("z6Mk"):
                entry = {"id": method, "controller": controller, "publicKeyMultibase": key}
                found[controller] = {
                    "id": controller,
                    "verificationMethod": [entry],
                    "assertionMethod": [method],
                }
        for member in value.values():
            served(member, found)
    elif isinstance(value, list):
        for member in value:
            served(member, found)
    return found


def verdict(path: Path) -> str:
    documents = served(said(path), {})
    return verify(path.read_bytes(), canonicaliser=canonicaliser(), now=NOW, documents=documents).verdict


def test_each_fixture_is_judged_as_its_name_says() -> None:
    odd = {}
    for path in fixtures():
        expected = "valid" if path.name in VALID_BY_NAME else "invalid"
        expected = "expired" if path.name in EXPIRED_BY_NAME else expected
        found = verdict(path)
        if found != expected:
            odd[path.name] = found
    assert set(odd) <= set(EXCEPTIONS), odd
    assert "valid" not in odd.values(), odd


def test_each_exception_is_one_and_has_its_reason() -> None:
    names = {path.name for path in fixtures()}
    for name, reason in EXCEPTIONS.items():
        assert reason
        if name in VALID_BY_NAME:
            assert name in names
            path = next(path for path in fixtures() if path.name == name)
            assert verdict(path) == "invalid", f"{name} is no exception any more"


@pytest.mark.parametrize("name", ["simple_v1.json", "complete_v1.json", "simple.jwt", "velocity.jwt"])
def test_drafts_on_the_older_data_model_are_told_apart(name: str) -> None:
    report = verify((folder() / "ob30" / name).read_bytes(), canonicaliser=canonicaliser(), now=NOW)
    assert (report.verdict, report.checks[0].code) == ("invalid", "older-standard")


def test_the_fixtures_are_those_that_this_was_written_for() -> None:
    assert len(fixtures()) >= 25
    assert json.dumps(sorted(VALID_BY_NAME - {path.name for path in fixtures()})) == "[]"
