"""Badges in the shapes that other issuers give theirs, with words and keys of our own; each with its issuer's answers.

What makes each shape what it is stands beside it. Nothing here was issued by anybody else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from issuer.issuing.status_list import StatusListPlace, StatusListValidity, prepare_list
from issuer.proofs.data_integrity import add_proof
from issuer.proofs.did import did_document
from issuer.proofs.jwt import JwtKey, sign_compact, wrap
from issuer.proofs.keys import KeyPair
from issuer.proofs.suites import ECDSA_JCS, ECDSA_RDFC
from issuer.strict_json import Document, compact_json
from issuer.verifying.inputs.documents import Fetched, FetchedResponse
from tests.fakes.badges.badges import AWARDED
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.suites import ED25519_2020_CONTEXT, older_proof, p256, p384, signed_with

_SRI = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
_SEED = bytes(range(11, 43))


@dataclass(frozen=True)
class Shape:
    """A badge as such an issuer writes it. `answers`: what the issuer's sites answer."""

    source: bytes
    answers: Mapping[str, Fetched] = field(default_factory=dict)

    def without_anything_fetched(self) -> "Shape":
        return replace(self, answers={})


def _badge(issuer: Document, achievement: Document, **more: object) -> Document:
    said = {
        "@context": [V2, OB3],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"type": ["Profile"], **issuer},
        "validFrom": "2026-02-01T10:00:00Z",
        "name": "Careful Welder",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "type": ["Achievement"],
                "name": "Careful Welder",
                "description": "Welds without sparks on the neighbours.",
                "criteria": {"narrative": "A seam of one metre, looked at by a master."},
                **achievement,
            },
        },
        **more,
    }
    read: Document = json.loads(json.dumps(said))
    return read


def _signed(said: Document, key: KeyPair) -> bytes:
    return compact_json(add_proof(said, key, AWARDED, canonicaliser())).encode()


def _subject(said: Document, **more: object) -> Document:
    return json.loads(json.dumps({**said, "credentialSubject": {**said["credentialSubject"], **more}}))  # type: ignore[dict-item, no-any-return]  # an object


def credly() -> Shape:
    """One `did:web` with a long path for each organisation, 1EdTech's schema and open list, an e-mail in the clear."""
    base = "https://www.credly-like.example/api/v1/obi/v3"
    key = KeyPair.from_random(_SEED, "did:web:www.credly-like.example:api:v1:obi:v3:issuers:e0e2733e")
    said = _badge(
        {
            "id": key.controller,
            "name": "Welding School",
            "email": "info@credly-like.example",
            "url": "http://welding.example/",
            "description": "We weld.",
            "image": {"id": f"{base}/images/logo.png", "type": "Image", "caption": "Logo of Welding School"},
        },
        {
            "id": f"{base}/badge_classes/1",
            "achievementType": "Certification",
            "image": {"id": f"{base}/images/badge.png", "type": "Image", "caption": "A torch"},
            "criteria": {"id": "https://www.credly-like.example/org/w/badge/careful-welder", "narrative": "A seam."},
            "tag": ["Welding", "Care"],
        },
        id=f"{base}/open_badge_credentials/2116ec78",
        credentialSchema=[
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        credentialStatus={"id": f"{base}/revocations/e0e2733e", "type": "1EdTechRevocationList"},
        evidence=[{"id": "https://welding.example/seam", "type": ["Evidence"], "name": "The seam"}],
    )  # fmt: skip
    said["@context"] = [V2, OB3, EXTENSIONS]
    said = _subject(said, identifier=[_identity("ana@welding.example")])
    revoked = {"id": f"{base}/revocations/e0e2733e", "issuer": key.controller, "revokedCredential": []}
    answers: dict[str, Fetched] = {
        key.controller: did_document(key.controller, [key.public_key]),
        f"{base}/revocations/e0e2733e": json.loads(json.dumps(revoked)),
    }
    return Shape(_signed(said, key), answers)


def _identity(email: str) -> Document:
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": email,
        "identityType": "emailAddress",
    }


def parchment() -> Shape:
    """Of Badgr's family: an https issuer with a query in its id, whose document lists the key."""
    issuer = "https://api.badgr-like.example/public/issuers/AbC?v=3_0"
    key = KeyPair.from_random(_SEED, issuer)
    said = _badge(
        {"id": issuer, "name": "Welding School", "url": "https://welding.example"},
        {"id": "https://api.badgr-like.example/public/badges/DeF?v=3_0"},
        id="https://api.badgr-like.example/public/assertions/GhI?v=3_0",
        awardedDate="2026-02-01T10:00:00.123456+00:00",
    )
    said = _subject(said, identifier=_identity("ana@welding.example"))
    method = {
        "id": key.verification_method,
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": key.multikey,
    }
    profile: Document = {
        "id": issuer,
        "type": "Profile",
        "name": "Welding School",
        "verificationMethod": [method],
        "assertionMethod": [key.verification_method],
    }
    return Shape(_signed(said, key), {issuer: FetchedResponse(compact_json(profile).encode(), issuer)})


def parchment_2() -> Shape:
    """Badgr's Open Badges 2.0: ids with `?v=2_0`, microseconds, pictures as objects, extensions with contexts."""
    base = "https://api.badgr-like.example/public"
    issuer: Document = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": f"{base}/issuers/AbC?v=2_0",
        "name": "Welding School",
        "url": "https://welding.example",
        "email": "badges@welding.example",
    }
    badge: Document = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": f"{base}/badges/DeF?v=2_0",
        "name": "Careful Welder",
        "description": "Welds without sparks on the neighbours.",
        "image": {"id": f"{base}/badges/DeF/image"},
        "criteria": {"id": f"{base}/badges/DeF/criteria", "narrative": "A seam."},
        "issuer": issuer["id"],
        "alignment": [],
        "tags": [],
    }
    assertion: Document = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{base}/assertions/GhI?v=2_0",
        "badge": badge["id"],
        "image": {"id": f"{base}/assertions/GhI/image"},
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-02-01T10:00:00.123456+00:00",
        "recipient": {"type": "email", "hashed": False, "identity": "ana@welding.example"},
        "narrative": None,
        "revoked": False,
        "extensions:recipientProfile": {
            "@context": "https://openbadgespec.org/extensions/recipientProfile/context.json",
            "type": ["Extension", "extensions:RecipientProfile"],
            "name": "Ana Ruiz",
        },
    }
    answers: dict[str, Fetched] = {
        str(document["id"]): FetchedResponse(compact_json(document).encode(), str(document["id"]))
        for document in (issuer, badge, assertion)
    }
    return Shape(compact_json(assertion).encode(), answers)


def edubadges() -> Shape:
    """A token by the agent of the institution (ES256, `did:web`, typ vc+jwt), credits, and words in two languages."""
    did, key = "did:web:agent.edubadges-like.example:institution", JwtKey.es256_from_random(_SEED)
    said = _badge(
        {"id": did, "name": "Lasschool"},
        {
            "id": "https://www.edubadges-like.example/public/badges/DeF",
            "inLanguage": "nl-NL",
            "achievementType": "MicroCredential",
            "creditsAvailable": 2.5,
            "description": "Last zonder vonken bij de buren.",
        },
        id="urn:uuid:8fe7e1f4-7d10-4f4f-9f47-1bd1b3ab2f01",
        validUntil="2031-02-01T10:00:00Z",
    )
    said = _subject(said, id="did:example:wallet")
    method = {"id": f"{did}#key-1", "type": "JsonWebKey", "controller": did, "publicKeyJwk": key.public_jwk}
    document: Document = {"id": did, "verificationMethod": [method], "assertionMethod": ["#key-1"]}
    token = wrap(compact_json(said).encode(), key, f"{did}#key-1")
    return Shape(token.encode(), {did: document})


def dcc(more_contexts: tuple[str, ...] = (), bits: tuple[int, ...] = ()) -> Shape:
    """A `did:key`, a status list by the same key that says no end, and no e-mail."""
    key = KeyPair.from_random(_SEED)
    address = "https://status.dcc-like.example/XA5AAK1PV4"
    said = _badge(
        {"id": key.controller, "name": "Consortium of Welders", "url": "https://consortium.example"},
        {"id": "urn:uuid:bd6d9316-f7ae-4073-a1e5-2f7f5bd22922", "achievementType": "Diploma"},
        id="urn:uuid:2fe53dc9-b2ec-4939-9b2c-0d00f6663b6c",
        credentialStatus={
            "id": f"{address}#50",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "50",
            "statusListCredential": address,
        },
    )
    said = _subject(said, name="Ana Ruiz", id="did:key:z6MkholderOfThisBadge")
    source = _signed(said, key)
    if more_contexts:
        source = compact_json({**json.loads(source), "@context": [V2, OB3, *more_contexts]}).encode()
    listed = prepare_list(StatusListPlace(key.controller, address, "revocation", 300_000), canonicaliser())
    signed = json.loads(listed.publish(bits, key, StatusListValidity(AWARDED, AWARDED, AWARDED)))
    endless = {name: value for name, value in signed.items() if name not in ("proof", "validUntil")}
    return Shape(source, {address: FetchedResponse(_signed(endless, key), address)})


def learner_credential_wallet() -> Shape:
    """Two proofs over one badge, by the current suite and by the one before it, whose context stands third."""
    key = KeyPair.from_random(_SEED)
    said = _badge(
        {"id": key.controller, "name": "Consortium of Welders", "url": "https://consortium.example"},
        {"id": "urn:uuid:bd6d9316-f7ae-4073-a1e5-2f7f5bd22922", "achievementType": "Diploma"},
        id="urn:uuid:2fe53dc9-b2ec-4939-9b2c-0d00f6663b6c",
        validUntil="2031-02-01T10:00:00Z",
    )
    said["@context"] = [V2, OB3, ED25519_2020_CONTEXT]
    said = _subject(said, id="did:key:z6MkholderOfThisBadge")
    current = add_proof(said, key, AWARDED, canonicaliser())
    older = older_proof(said, key)
    return Shape(compact_json({**current, "proof": [older, *current["proof"]]}).encode())  # type: ignore[misc]  # a list


def one_edtech() -> Shape:
    """As the standard's own sample: an https issuer, a token whose key is one of the set at its `/keys`, an `aud`."""
    issuer, key = "https://welding.example", JwtKey.es256_from_random(_SEED)
    said = _badge(
        {"id": issuer, "name": "Welding School"},
        {"id": f"{issuer}/achievements/1", "image": {"id": f"{issuer}/1.png", "type": "Image"}},
        id=f"{issuer}/credentials/3732",
        relatedResource=[{"id": f"{issuer}/1.png", "digestSRI": _SRI}],
    )
    said = _subject(said, id="did:example:ebfeb1f712ebc6f1c276e12ec21")
    payload = {**said, "iss": issuer, "jti": said["id"], "sub": "did:example:ebfeb1f712ebc6f1c276e12ec21"}
    payload |= {"nbf": 1769940000.0, "exp": 1927706400, "aud": "https://wallet.example"}
    header: Document = {"alg": "ES256", "typ": "JWT", "kid": f"{issuer}/keys#key-1"}
    token = sign_compact(header, compact_json(payload).encode(), key)
    keys = compact_json({"keys": [{**key.public_jwk, "kid": "key-1"}]}).encode()
    return Shape(token.encode(), {f"{issuer}/keys": FetchedResponse(keys, f"{issuer}/keys")})


def accredible() -> Shape:
    """A P-256 key behind `did:web`, by ecdsa-rdfc-2019; the recipient's address as the subject's id."""
    did, key = "did:web:www.accredible-like.example:issuers:9", p256()
    said = _badge(
        {"id": did, "name": "Welding School", "otherIdentifier": _other_identifier()},
        {"id": "https://www.accredible-like.example/badges/9", "tag": "welding"},
        id="https://www.accredible-like.example/credentials/9",
    )
    said = _subject(said, identifier=[_identity("ana@welding.example")], id="mailto:ana@welding.example")
    signed = signed_with(ECDSA_RDFC, key, said, f"{did}#{key.multikey}")
    method = {
        "id": f"{did}#{key.multikey}",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.multikey,
    }
    document: Document = {
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [f"{did}#{key.multikey}"],
    }
    return Shape(compact_json(signed).encode(), {did: document})


def hyland() -> Shape:
    """A `did:key` on P-384, and a proof of the JSON itself (ecdsa-jcs-2019); the issuer is its id alone."""
    key = p384()
    said = _badge({"id": key.did}, {"id": "urn:uuid:bd6d9316-f7ae-4073-a1e5-2f7f5bd22922"}, id="urn:uuid:9")
    said = {**_subject(said, id="urn:uuid:52a1c7d4-90f1-4c0b-8b7a-17f0f4d1e902"), "issuer": key.did}
    return Shape(compact_json(signed_with(ECDSA_JCS, key, said, f"{key.did}#{key.multikey}")).encode())


def _other_identifier() -> list[Document]:
    return [{"type": "IdentifierEntry", "identifier": "9", "identifierType": "identifier"}]
