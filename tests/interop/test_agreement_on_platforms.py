"""Others are asked about the shapes of badges that platforms give, all of which we accept.

Where another verifier refuses one, the reason stands in `REFUSED`, as far as it says one. Each answer is a row of
docs/interoperability.md. A changed badge is refused by everybody who accepts the genuine one.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from issuer.baking.png import PNG_SIGNATURE
from issuer.proofs.jwt import public_pem
from issuer.proofs.multibase import decode_base64url, encode_base64url
from issuer.strict_json import Document, Json, compact_json
from issuer.verifying.inputs.documents import FetchedResponse
from tests.fakes.badges.others_badges import Shape
from tests.fakes.badges.platforms import PLATFORMS
from tests.fakes.badges.tampering import check
from tests.fakes.node import judged, version_of
from tests.interop.test_other_verifiers import lib

Record = Callable[[str, object], None]
DIGITAL_BAZAAR, JOSE, CORE, LIBRARY = (
    "@digitalbazaar/vc",
    "jose",
    "@digitalcredentials/verifier-core",
    "openbadgeslib",
)
DID_CONTEXTS: list[Json] = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
REFUSED: Mapping[tuple[str, str], str] = {
    (LIBRARY, "Parchment"): "wants its one identifier in a list",
    (LIBRARY, "Learner Credential Wallet"): "does not have the older suite's context",
    (LIBRARY, "Accredible"): "has no ecdsa-rdfc-2019",
    (LIBRARY, "Hyland"): "has no ecdsa-jcs-2019",
    (DIGITAL_BAZAAR, "Hyland"): "has no ecdsa-jcs-2019",
    (LIBRARY, "Parchment, Open Badges 2.0"): "loses the microseconds of one of the two copies",
    (LIBRARY, "Moodle, Open Badges 2.0"): "does not read `verify`",
    (LIBRARY, "Canvas Credentials, Open Badges 2.0"): "does not read a class that is written out",
    (LIBRARY, "Open Badge Factory, Open Badges 2.0"): "does not read types in lists",
    (LIBRARY, "Badgecraft, Open Badges 2.0"): "does not read types in lists",
}


def is_token(source: bytes) -> bool:
    return source.startswith(b"ey")


def has_proof(source: bytes) -> bool:
    return source.startswith(b"{") and "proof" in json.loads(source)


def served(shape: Shape) -> dict[str, Json]:
    """The JSON that its issuer's sites answer, with the documents of each did:key in it."""
    found: dict[str, Json] = {}
    for address, answer in shape.answers.items():
        body = answer.body if isinstance(answer, FetchedResponse) else answer
        found[address] = json.loads(body) if isinstance(body, bytes) else body
    for multikey in set(re.findall(rb"did:key:(z[0-9A-Za-z]+)#", shape.source)):
        did = f"did:key:{multikey.decode()}"
        method: Document = {"id": f"{did}#{multikey.decode()}", "type": "Multikey", "controller": did}
        method["publicKeyMultibase"] = multikey.decode()
        found[did] = {"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]}
    return {address: in_contexts(said) for address, said in found.items()}


def in_contexts(said: Json) -> Json:
    """A document that lists keys, as linked data: without members that their contexts do not have."""
    if not isinstance(said, dict) or "verificationMethod" not in said:
        return said
    known = {
        name: json for name, json in said.items() if name in ("id", "verificationMethod", "assertionMethod")
    }
    return {"@context": DID_CONTEXTS, **known}


def key_of_token(shape: Shape) -> tuple[str, Json]:
    """The name that its header gives the key, and the JWK that its issuer lists under it."""
    head = json.loads(decode_base64url(shape.source.decode().split(".")[0]))
    listed = [said for said in served(shape).values() if isinstance(said, dict)]
    for said in listed:
        for key in said.get("keys") or said.get("verificationMethod") or ():  # type: ignore[union-attr]  # lists
            if isinstance(key, dict):
                return str(head["kid"]), key.get("publicKeyJwk", key)
    raise LookupError(head)


def changed(shape: Shape) -> Shape:
    """The same badge, said to be a month older: who accepts the genuine one must refuse it."""

    def older(text: bytes) -> bytes:
        assert b"2026-02-01" in text or b"2026-03-01" in text
        return text.replace(b"2026-02-01", b"2026-01-01").replace(b"2026-03-01", b"2026-01-01")

    if not is_token(shape.source):
        return Shape(older(shape.source), shape.answers)
    head, payload, signature = shape.source.decode().split(".")
    payload = encode_base64url(older(decode_base64url(payload)))
    return Shape(f"{head}.{payload}.{signature}".encode(), shape.answers)


def by_node(judge: str) -> Callable[[Shape, Path], bool]:
    def accepts(shape: Shape, folder: Path) -> bool:
        documents = dict([key_of_token(shape)]) if judge == "jose" else served(shape)
        [report] = judged(folder, judge, [shape.source], documents)
        return bool(report["verified"])

    return accepts


def by_library(shape: Shape, _: Path) -> bool:
    """openbadgeslib, with what the issuer's sites answer in place of the network."""
    from openbadgeslib import ob2, ob3  # noqa: PLC0415 - a dependency of tests alone

    documents = {
        name
        if name.startswith("https:")
        else f"https://{name.removeprefix('did:web:').replace(':', '/')}/did.json": said
        for name, said in served(shape).items()
    }

    def fetch(url: str, *_: object, **__: object) -> bytes:
        return compact_json(documents[url.partition("#")[0]]).encode()

    older = ob2.verifier.OB2Verifier(download=fetch)
    try:
        if has_proof(shape.source):
            issuer = json.loads(shape.source)["issuer"]
            did = issuer if isinstance(issuer, str) else issuer["id"]
            by_key = did.startswith("did:key:")
            verifier = ob3.OB3LdpVerifier() if by_key else ob3.OB3LdpVerifier.for_issuer_did(did)
            verifier.verify(shape.source, download=fetch)
        elif not is_token(shape.source):
            older.verify_hosted(json.loads(shape.source), check_revocation=True)
        elif is_token_of_today(shape.source):
            ob3.OB3Verifier(public_pem(key_of_token(shape)[1])).verify(shape.source.decode())
        else:
            older.verify(shape.source.decode(), check_revocation=True)
    except Exception:  # whatever another verifier raises, it has not accepted
        return False
    return True


def is_json_of_a_did_key(source: bytes) -> bool:
    return has_proof(source) and '"did:key:z6Mk' in json.dumps(json.loads(source)["issuer"])


def is_token_of_today(source: bytes) -> bool:
    return is_token(source) and b"w3id.org" not in decode_base64url(source.decode().split(".")[1])


JUDGES: Mapping[str, tuple[Callable[[bytes], bool], Callable[[Shape, Path], bool]]] = {
    DIGITAL_BAZAAR: (has_proof, by_node("suites")),
    JOSE: (is_token_of_today, by_node("jose")),
    CORE: (is_json_of_a_did_key, by_node("verifier-core")),
    LIBRARY: (lambda source: not source.startswith(PNG_SIGNATURE), by_library),
}
"""Which badges each can read, and how it is asked."""


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("judge", JUDGES)
def test_another_verifier_says_the_same_or_why_not(
    judge: str, platform: str, tmp_path: Path, record_property: Record
) -> None:
    shape = PLATFORMS[platform]()
    can_read, accepts = JUDGES[judge]
    name = lib() if judge == LIBRARY else version_of(judge)
    assert check(shape.source, documents=shape.answers).verdict == "valid"
    if not can_read(shape.source):
        return
    reason = REFUSED.get((judge, platform))
    assert accepts(shape, tmp_path) == (reason is None), "its answer is another than REFUSED says"
    if reason is None:
        other = changed(shape)
        assert check(other.source, documents=shape.answers).verdict == "invalid"
        assert not accepts(other, tmp_path)
    result = f"refused: it {reason}" if reason else "valid; changed refused"
    record_property("interop", f"a badge in the shape of {platform}|{name}|{result}")
