"""Does the signature cover exactly this document, with this key, by an accepted method?"""

from datetime import datetime, timedelta

from issuer.canonical.canonical_form import CanonicalError, JsonLdCanonicaliser, TooMuchWork
from issuer.messages import Message
from issuer.proofs.data_integrity import CRYPTOSUITE, PROOF_TYPE, PURPOSE, ProofError, verify_proof
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.inputs.token import ParsedJws, header_complaint
from issuer.verifying.inputs.token_claims import claims_complaint
from issuer.verifying.keys.credential_key import KeyLookup
from issuer.verifying.keys.proof_choice import accepted_proof, with_one_proof
from issuer.verifying.keys.public_keys import ed25519_bytes, fits_algorithm, is_signed_by
from issuer.verifying.report import PROOF, CheckResult

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
_EXPECTED = {"type": PROOF_TYPE, "cryptosuite": CRYPTOSUITE, "proofPurpose": PURPOSE}
_FITS = Message("check.proof.ok")
_DOES_NOT = Message("check.proof.signature")
_NO_KEY = Message("check.proof.no_key")


def check_proof(document: Document, key: KeyLookup, form: JsonLdCanonicaliser, now: datetime) -> CheckResult:
    """Check the proof's members, then its signature (Data Integrity 1.0 §4.4; the suite's §3.2.2)."""
    try:
        complaint = _claims_complaint(accepted_proof(document), now)
        if complaint:
            return complaint
        if key.key is None:
            return CheckResult(PROOF, None, "no-key", _NO_KEY)
        raw = ed25519_bytes(key.key)
        if raw is None:
            finding = Message("check.proof.key_kind")
            return CheckResult(PROOF, False, "key-kind", finding)
        genuine = verify_proof(with_one_proof(document), raw, form)
    except TooMuchWork as problem:
        finding = Message("check.proof.too_much_work", problem=problem.message)
        return CheckResult(PROOF, None, "too-much-work", finding)
    except (ProofError, KeyMaterialError, CanonicalError) as problem:
        return CheckResult(PROOF, False, "proof", Message("check.proof.unusable", problem=problem.message))
    return (
        CheckResult(PROOF, True, "ok", _FITS)
        if genuine
        else CheckResult(PROOF, False, "signature", _DOES_NOT)
    )


def check_token(token: ParsedJws, document: Document, key: KeyLookup, now: datetime) -> CheckResult:
    """Check a token's header and claims, then its signature (Open Badges 3.0 §8.2.4)."""
    complaint = header_complaint(token.header) or claims_complaint(token.payload, document)
    if complaint:
        return CheckResult(PROOF, False, *complaint)
    issued = token.payload.get("iat")
    if isinstance(issued, int) and issued > (now + _CLOCKS_MAY_DIFFER).timestamp():
        return CheckResult(
            PROOF, False, "proof-from-the-future", Message("check.proof.token_from_the_future")
        )
    if key.key is None:
        return CheckResult(PROOF, None, "no-key", _NO_KEY)
    if not fits_algorithm(key.key, token.header.get("alg")):
        finding = Message("check.proof.token_algorithm", found=str(token.header.get("alg")))
        return CheckResult(PROOF, False, "token-algorithm", finding)
    try:
        genuine = is_signed_by(key.key, token.signature, token.signed)
    except KeyMaterialError as problem:
        return CheckResult(
            PROOF, False, "proof", Message("check.proof.token_unusable", problem=problem.message)
        )
    return (
        CheckResult(PROOF, True, "ok", _FITS)
        if genuine
        else CheckResult(PROOF, False, "signature", _DOES_NOT)
    )


def _claims_complaint(proof: Document, now: datetime) -> CheckResult | None:
    for member, expected in _EXPECTED.items():
        if proof.get(member) != expected:
            finding = Message(
                "check.proof.member", member=member, found=str(proof.get(member))[:60], expected=expected
            )
            return CheckResult(PROOF, False, f"proof-{member.lower()}", finding)
    if "created" in proof and read_timestamp(str(proof["created"])) > now + _CLOCKS_MAY_DIFFER:
        finding = Message("check.proof.from_the_future", moment=read_timestamp(str(proof["created"])))
        return CheckResult(PROOF, False, "proof-from-the-future", finding)
    if "expires" in proof and read_timestamp(str(proof["expires"])) <= now:
        return CheckResult(
            PROOF,
            False,
            "proof-expired",
            Message("check.proof.expired", moment=read_timestamp(str(proof["expires"]))),
        )
    return None
