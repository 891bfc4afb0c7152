"""1EdTech's own fixtures for the data model of today: accepted and refused as their names say.

The issuers of the fixtures are nobody's, so their keys are served here, as their sites would. Each fixture that gets
another verdict than its name promises stands in `EXCEPTIONS`, with the reason.
"""

from datetime import UTC, datetime
from pathlib import Path

from issuer.baking.png import BakingError, extract_any
from issuer.baking.svg import extract_any_svg
from issuer.proofs.multibase import MultibaseError, decode_base64url
from issuer.strict_json import Document, Json, StrictJsonError, parse_document
from issuer.verifying import verify
from issuer.verifying.inputs.documents import Fetched
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.requirements import standards

NOW = datetime(2026, 6, 1, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
EXCEPTIONS = {
    "ob30/complete.json": "an endorsement inside names 1EdTech's kind of schema without the context that defines it, "
    "so that part of it is covered by no signature of its own (JSON-LD safe mode, openbadges-specification PR #611)",
    "ob30/simple-did-key-method.json": "its issuer is a urn:uuid and its key a did:key of nobody: a good signature by "
    "somebody else than the issuer proves nothing",
    "ob30/simple-jwt.png": "the token has no sub, which Open Badges 3.0 §8.2.4.1 requires, and an aud instead",
    "ob30/simple-jwt.svg": "as simple-jwt.png",
    "ob30/bit-string-list/credential-status-revoked.json": "its place in the list is a number, where Bitstring Status "
    "List 1.0 §2.1 wants a text: another reader may look up another place, or none",
    "ob30/bit-string-list/credential-status-revoked-blank-nodes.json": "as credential-status-revoked.json",
    "ob30/sd/derivedcredential.json": "its only proof is by ecdsa-sd-2023, which Open Badges 3.0 does not require and "
    "we do not check: cannot tell",
    "ob30/simple-err-type.json": "a credential of another kind than a badge, which we do not look into: cannot tell",
    "ob30/simple-err-proof-method.json": "the document of its issuer, as served here, lists a key that is none, which "
    "says nothing against the badge: cannot tell",
}
"""Fixtures and why. None is accepted that should not be."""
LEFT_OUT = {
    "ob30/bit-string-list/testlist": "a status list: nobody brings one, and a badge's verdict rests on it",
    "impl-guide/clrv2p0/document-canon.txt": "canonical text, for test_published_vectors.py",
    "impl-guide/clrv2p0/proof-canon.txt": "as above",
    "impl-guide/obv3p0/document-canon.txt": "as above",
    "impl-guide/obv3p0/proof-canon.txt": "as above",
}
"""Files that are no badges, and what they are."""
VALID_BY_NAME = {
    "complete.json", "endorsement-valid.json", "simple.json", "simple.1ob", "simple-context-alias.json",
    "simple-context-version.json", "simple-did-key-method.json", "simple-did-web-method.json", "simple-json.png",
    "simple-json.svg", "simple-jwt.png", "simple-jwt.svg", "simple-multiple-proofs.json",
}  # fmt: skip
OTHERWISE_BY_NAME = {
    "simple-err-expired.json": "expired",
    "derivedcredential.json": "valid",
    "credential-status-revoked.json": "revoked",
    "credential-status-revoked-blank-nodes.json": "revoked",
}


def folder() -> Path:
    return standards() / "vectors" / "1edtech"


def everything() -> list[Path]:
    return sorted(path for path in folder().rglob("*") if path.is_file())


def named(path: Path) -> str:
    return path.relative_to(folder()).as_posix()


def fixtures() -> list[Path]:
    """Credentials on the data model of today."""
    return [path for path in everything() if named(path) not in LEFT_OUT and not is_older(path)]


def is_older(path: Path) -> bool:
    """A draft on the older data model; all of those have to be told apart."""
    contexts = said(path).get("@context")
    return (
        V2 not in (contexts if isinstance(contexts, list) else [contexts]) and path.name not in VALID_BY_NAME
    )


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


def expected(path: Path) -> str:
    return OTHERWISE_BY_NAME.get(path.name, "valid" if path.name in VALID_BY_NAME else "invalid")


def test_each_fixture_is_judged_as_its_name_says() -> None:
    odd = {named(path): verdict(path) for path in fixtures() if verdict(path) != expected(path)}
    assert set(odd) == set(EXCEPTIONS), odd
    assert "valid" not in odd.values(), odd
    assert all(EXCEPTIONS.values())


def test_drafts_on_the_older_data_model_are_told_apart() -> None:
    """But those that are no credential in any model, which are named for that."""
    older = [path for path in everything() if named(path) not in LEFT_OUT and is_older(path)]
    assert len(older) >= 15
    odd = {}
    for path in older:
        report = verify(path.read_bytes(), canonicaliser=canonicaliser(), now=NOW)
        if (report.verdict, report.checks[0].code) != ("cannot tell", "older-standard"):
            odd[named(path)] = report.checks[0].code
    assert odd == {"ob30/simple-err-context.json": "shape"}


def test_every_file_is_judged_or_left_out_for_a_reason() -> None:
    names = {named(path) for path in everything()}
    assert set(LEFT_OUT) <= names
    assert set(EXCEPTIONS) <= names
    assert {path.name for path in fixtures()} >= VALID_BY_NAME
    assert len(fixtures()) >= 30
