"""Was exactly this signed, with this key, in a way we accept?"""

from datetime import datetime, timedelta

from issuer.canonical_form import CanonicalError, CanonicalForm
from issuer.proofs.data_integrity import (
    CRYPTOSUITE,
    PROOF_TYPE,
    PURPOSE,
    ProofError,
    single_proof,
    verify_proof,
)
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.keys import FoundKey
from issuer.verifying.report import PROOF, Check

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
_EXPECTED = {"type": PROOF_TYPE, "cryptosuite": CRYPTOSUITE, "proofPurpose": PURPOSE}


def check_proof(document: Document, key: FoundKey, form: CanonicalForm, now: datetime) -> Check:
    """Judge what the proof claims, then its signature (Data Integrity 1.0 §4.4; the suite's §3.2.2)."""
    try:
        complaint = _claims_complaint(single_proof(document), now)
        if complaint:
            return complaint
        if key.public_key is None:
            says = "The signature could not be checked, because its key is not at hand."
            return Check(PROOF, None, "no-key", says)
        genuine = verify_proof(document, key.public_key, form)
    except (ProofError, KeyMaterialError, CanonicalError) as problem:
        return Check(PROOF, False, "proof", f"The proof cannot be used: {problem}.")
    if not genuine:
        says = "The signature does not fit: the credential was changed, or signed with another key."
        return Check(PROOF, False, "signature", says)
    return Check(PROOF, True, "ok", "The signature fits: nothing was changed since it was signed.")


def _claims_complaint(proof: Document, now: datetime) -> Check | None:
    for member, expected in _EXPECTED.items():
        if proof.get(member) != expected:
            says = f"Found a proof with {member} {str(proof.get(member))[:60]!r}; accepted is {expected!r}."
            return Check(PROOF, False, f"proof-{member.lower()}", says)
    if "created" in proof and read_timestamp(str(proof["created"])) > now + _CLOCKS_MAY_DIFFER:
        says = f"The proof says it was made at {proof['created']}, which has not come yet."
        return Check(PROOF, False, "proof-from-the-future", says)
    if "expires" in proof and read_timestamp(str(proof["expires"])) <= now:
        return Check(PROOF, False, "proof-expired", f"The proof counted only until {proof['expires']}.")
    return None
