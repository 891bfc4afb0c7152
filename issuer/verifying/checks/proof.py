"""Does the signature cover exactly this document, with this key, by an accepted method?"""

from datetime import datetime, timedelta

from issuer.canonical.canonical_form import CanonicalError, JsonLdCanonicaliser, TooMuchWork
from issuer.messages import Message
from issuer.proofs.data_integrity import PROOF_TYPE, PURPOSE, ProofError
from issuer.proofs.keys import KeyMaterialError
from issuer.proofs.suites import SUITES, is_proof_of, suite_of
from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.inputs.reading import ParsedInput
from issuer.verifying.inputs.token import ParsedJws, header_complaint, is_number
from issuer.verifying.inputs.token_claims import claims_complaint
from issuer.verifying.keys.credential_key import KeyLookup
from issuer.verifying.keys.proof_choice import accepted_proof, with_one_proof
from issuer.verifying.keys.public_keys import fits_algorithm, is_signed_by
from issuer.verifying.report import PROOF, CheckResult

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
_FITS = CheckResult(PROOF, True, "ok", Message("check.proof.ok"))
_DOES_NOT = CheckResult(PROOF, False, "signature", Message("check.proof.signature"))
_NO_KEY = CheckResult(PROOF, None, "no-key", Message("check.proof.no_key"))
_OTHER_KIND = CheckResult(PROOF, None, "key-kind", Message("check.proof.key_kind"))


def check_proof(document: Document, key: KeyLookup, form: JsonLdCanonicaliser, now: datetime) -> CheckResult:
    """Check the proof's members, then its signature (Data Integrity 1.0 §4.4; the suite's verification)."""
    try:
        proof = accepted_proof(document)
        complaint = _kind_complaint(proof) or _members_complaint(proof, now)
        suite = suite_of(proof)
        if complaint or suite is None:
            return complaint or _NO_KEY
        if key.key is None:
            return _NO_KEY
        if key.key.get("crv") not in suite.curves:
            return _OTHER_KIND
        genuine = is_proof_of(with_one_proof(document), suite, key.key, form)
    except TooMuchWork as problem:
        finding = Message("check.proof.too_much_work", problem=problem.message)
        return CheckResult(PROOF, None, "too-much-work", finding)
    except (ProofError, KeyMaterialError, CanonicalError) as problem:
        form = "check.proof.unread" if problem.undecided else "check.proof.unusable"
        finding = Message(form, problem=problem.message)
        return CheckResult(PROOF, problem.passed, "proof", finding)
    return _FITS if genuine else _DOES_NOT


def check_token(token: ParsedJws, parsed: ParsedInput, key: KeyLookup, now: datetime) -> CheckResult:
    """Check a token's header and claims, then its signature (Open Badges 3.0 §8.2.4)."""
    complaint = header_complaint(token.header) or claims_complaint(
        token.payload, parsed.document, parsed.kind
    )
    if complaint:
        return CheckResult(PROOF, *complaint)
    issued = token.payload.get("iat")
    latest = (now + _CLOCKS_MAY_DIFFER).timestamp()
    if is_number(issued) and float(str(issued)) > latest:
        finding = Message("check.proof.token_from_the_future")
        return CheckResult(PROOF, False, "proof-from-the-future", finding)
    if key.key is None:
        return _NO_KEY
    if not fits_algorithm(key.key, token.header.get("alg")):
        finding = Message("check.proof.token_algorithm", found=str(token.header.get("alg")))
        return CheckResult(PROOF, False, "token-algorithm", finding)
    try:
        genuine = is_signed_by(key.key, token.signature, token.signed)
    except KeyMaterialError as problem:
        finding = Message("check.proof.token_unusable", problem=problem.message)
        return CheckResult(PROOF, problem.passed, "proof", finding)
    return _FITS if genuine else _DOES_NOT


def _kind_complaint(proof: Document) -> CheckResult | None:
    """Name a kind of proof that we do not verify; the badge may be genuine."""
    if suite_of(proof) is not None:
        return None
    member = "cryptosuite" if proof.get("type") == PROOF_TYPE else "type"
    found = str(proof.get(member))[:60]
    known = tuple(suite.name for suite in SUITES)
    return CheckResult(
        PROOF, None, f"proof-{member}", Message("check.proof.other_kind", found=found, known=known)
    )


def _members_complaint(proof: Document, now: datetime) -> CheckResult | None:
    if proof.get("proofPurpose") != PURPOSE:
        found = str(proof.get("proofPurpose"))[:60]
        finding = Message("check.proof.member", member="proofPurpose", found=found, expected=PURPOSE)
        return CheckResult(PROOF, False, "proof-proofpurpose", finding)
    if "created" in proof and read_timestamp(str(proof["created"])) > now + _CLOCKS_MAY_DIFFER:
        finding = Message("check.proof.from_the_future", moment=read_timestamp(str(proof["created"])))
        return CheckResult(PROOF, False, "proof-from-the-future", finding)
    if "expires" in proof and read_timestamp(str(proof["expires"])) <= now:
        finding = Message("check.proof.expired", moment=read_timestamp(str(proof["expires"])))
        return CheckResult(PROOF, False, "proof-expired", finding)
    return None
