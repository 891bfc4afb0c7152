"""Verifies a badge. Pure: it fetches nothing, and lists the documents it lacks in the report (`needs`, `wants`).

The steps, in the order in which they run:

 (0) Take the text out of what was handed in: JSON, a token, a PNG or SVG picture, or a link (`reading`, `baking`).
     Links are followed at most twice, and only to documents that were fetched already.
 (1) Parse the text strictly, as a token or as JSON (`token`, `strict_json`): two readers must not see two documents.
 (2) Check the shape: only members of the closed vocabulary of its kind (`shape`, `vocabulary`). It comes before any
     JSON-LD, whose processing costs time that an attacker may choose. Later steps trust the types it has checked.
     An Assertion of Open Badges 2.0 leaves here: it has a different model of trust, and steps of its own
     (`open_badges_2`).
 (3) Check the contexts: each member means what the standard says, and the signature covers all (`contexts`). With
     other contexts a genuine signature could cover another meaning, so a failure ends the verification.
 (4) Find the key that the token's header or the proof names (`keys`, `controllers`, `public_keys`). The issuer's
     document may have to be fetched first.
 (5) Check the signature: the token's claims and signature (`proof`, `token_claims`), then, after its own step 4, the
     embedded proof (`proof`, `proof_choice`). A credential that has both needs both.
 (6) Check that each key belongs to the issuer and was neither revoked nor expired (`keys`). It is a check of its own,
     because a genuine signature by another issuer's key proves nothing.
 (7) Compare with what the published JSON schemas ask beyond the shape (`schema`).
 (8) Compare the issuer with the known issuers and their names (`issuer_names`). It decides nothing by itself.
 (9) Check the period of validity (`validity`).
(10) Compare the recipient with the e-mail address, if one was given (`recipient`).
     Steps 7 to 10 need no document, so the report has them even if the signature fails. Unless the signature fits
     and no key fails, the verification ends here: a forger must not choose what the verifier asks the caller to fetch.
(11) Look up the status (`status`). A bitstring status list is itself verified by steps 1 to 6, and must have the same
     issuer; 1EdTech's revocation list is not signed, and trusted for its address.
(12) Look for a newer edition, if the status is good (`superseding`). It counts only if it is genuine by these steps.
(13) Compare the picture with the signed digest (`picture`).
(14) Verify the nested credentials, badges of a learner record and endorsements, by the same steps (`contents`).
     They are not searched for further nested ones, nor for newer editions, nor compared with the e-mail address.
(15) Report: fill in the checks that did not run, and weigh them all to one verdict (`report`). It lists missing
     documents only where they could change the answer.

`judging` runs steps 3 to 15; the numbers stand there too.
"""

from collections.abc import Mapping
from datetime import datetime

from issuer.canonical.canonical_form import JsonLdCanonicaliser
from issuer.verifying.inputs.documents import Documents
from issuer.verifying.inputs.reading import ParsedInput, parse_input
from issuer.verifying.judging import CredentialVerifier, failed_report
from issuer.verifying.report import VerificationReport
from issuer.verifying.wrapped import verify_any


def verify(
    source: bytes,
    *,
    canonicaliser: JsonLdCanonicaliser,
    now: datetime,
    documents: Documents | None = None,
    known_issuers: Mapping[str, str] | None = None,
    recipient: str | None = None,
) -> VerificationReport:
    """Verify a badge: JSON, a token, a picture that holds either, or a link. Never raises, whichever the bytes.

    `documents` are the fetched documents by DID or address: parsed JSON, or bytes as they came. `known_issuers` are
    names by issuer id; `recipient` is an e-mail address to compare. `now` needs a time zone.
    """
    if now.utcoffset() is None:
        raise ValueError("`now` needs a time zone")
    documents = documents or {}
    found, check = parse_input(source, documents)  # (0) to (2)
    if not isinstance(found, ParsedInput):
        return failed_report(found)
    judge = CredentialVerifier(
        canonicaliser.for_one_verification(), now, documents, known_issuers or {}, recipient
    )
    return verify_any(found, check, judge)
