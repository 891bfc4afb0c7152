"""Do the words of a credential mean what Open Badges says they mean, and are all of them signed?"""

from issuer.canonical_form import CanonicalError, CanonicalForm
from issuer.proofs.data_integrity import PROOF_TYPE, ProofError, single_proof, without_proof
from issuer.strict_json import Document, Json
from issuer.verifying.report import CONTEXTS, Check

_CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
_OPEN_BADGES = (
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",  # earlier ones clash with _CREDENTIALS
)
_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
_ACCEPTED: tuple[list[Json], ...] = tuple(
    [_CREDENTIALS, open_badges, *more] for open_badges in _OPEN_BADGES for more in ((), (_EXTENSIONS,))
)


def check_contexts(document: Document, form: CanonicalForm) -> Check:
    """Compare the list of contexts word by word (VC Data Model 2.0 §4.3), then look for unsigned members."""
    found = document["@context"]
    if found not in _ACCEPTED:
        says = f"Found the contexts {_shortened(found)}; accepted are {_CREDENTIALS} followed by {_OPEN_BADGES[0]}."
        return Check(CONTEXTS, False, "contexts", says)
    try:
        lost = _lost(document, form)
    except CanonicalError as problem:
        return Check(
            CONTEXTS, False, "linked-data", f"The credential cannot be read as linked data: {problem}."
        )
    if lost:
        says = f"Parts of this are not covered by any signature: {'; '.join(lost[:3])}."
        return Check(CONTEXTS, False, "unsigned-members", says)
    return Check(CONTEXTS, True, "ok", "Every word means what Open Badges 3.0 says, and all of it is signed.")


def _lost(document: Document, form: CanonicalForm) -> tuple[str, ...]:
    lost = form.lost(without_proof(document))
    try:
        proof = single_proof(document)
    except ProofError:
        return lost  # for the proof check to complain about
    if proof.get("type") != PROOF_TYPE:
        return lost  # as above: what words another kind of proof may use is not ours to say
    in_context = {**proof, "@context": document["@context"]}
    return lost + tuple(f"proof.{text}" for text in form.lost(in_context))


def _shortened(found: Json) -> str:
    texts = [str(context)[:80] for context in found] if isinstance(found, list) else []
    return ", ".join(texts[:4]) + (", …" if len(texts) > 4 else "")
