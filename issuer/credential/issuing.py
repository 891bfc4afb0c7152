"""Prepare, sign, check: the only way to a signed credential.

    template = prepare(profile, achievement, canonicaliser, thirty_two_random_bytes)   # once per version
    signed = template.issue(facts, signer, created)                                    # once per award

1. `prepare` lints the profile and the achievement.
2. It compiles a template for each set of optional members (hashed e-mail, date of the award).
3. Each is compared with the full canonical form, and must lose no member on the way.
4. A sample of each is signed with a throwaway key and given to the full verifier.
5. Only what passed all of this can `issue`, which lints the facts, fills in and signs,
6. and checks the signature with the signer's public key before it hands the credential out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product

from issuer.canonical_form import CanonicalError
from issuer.credential.canonical import Canonicaliser
from issuer.credential.document import CONTEXTS, credential_document
from issuer.credential.linting import lint, lint_facts
from issuer.credential.model import Achievement, CredentialFacts, HashedEmail, IssuerProfile
from issuer.credential.template import CanonicalTemplate, JsonTemplate, ReservedTextError
from issuer.proofs.data_integrity import hash_for_signing, proof_options, proof_value
from issuer.proofs.keys import KeyPair, Signer, is_signature_of
from issuer.proofs.multibase import encode_multikey
from issuer.strict_json import Document
from issuer.timestamps import write_timestamp
from issuer.verifying import verify

_SAMPLE_EMAIL = HashedEmail("sha256$" + "0" * 64, "laurel-open-salt")
_SAMPLE_VALID_FROM = datetime(1, 1, 1, 0, 0, 1, tzinfo=UTC)
_SAMPLE_AWARDED_ON = datetime(1, 1, 1, 0, 0, 2, tzinfo=UTC)
_SAMPLE_CREATED = datetime(1, 1, 1, 0, 0, 3, tzinfo=UTC)
_SAMPLE_METHOD = "urn:laurel:open:verification-method"
_SAMPLE_VALUE = "laurel-open-proof-value"


class Unissuable(Exception):
    """Nothing was signed. `problems` names each reason in a sentence."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class _Form:
    """The compiled credential for one set of optional members."""

    canonical: CanonicalTemplate
    json: JsonTemplate


@dataclass(frozen=True)
class Template:
    """One version of an achievement, ready to be signed for whoever earned it. Made by `prepare`."""

    profile: IssuerProfile
    achievement: Achievement
    _forms: Mapping[frozenset[str], _Form]
    _options: CanonicalTemplate
    _canonicaliser: Canonicaliser

    def issue(self, facts: CredentialFacts, signer: Signer, created: datetime) -> bytes:
        """Return the signed credential as UTF-8 JSON, its signature checked; raise `Unissuable` otherwise."""
        problems = (*lint_facts(facts), *self._signer_problems(signer))
        if problems:
            raise Unissuable(problems)
        values = _open_values(facts)
        proof = {"created": write_timestamp(created), "verification_method": signer.verification_method}
        form = self._forms[frozenset(values)]
        try:
            signed = hash_for_signing(self._canonical_options(proof), self._canonical(form, values, facts))
        except CanonicalError as problem:
            raise Unissuable((str(problem),)) from problem
        signature = signer.sign(signed)
        if not is_signature_of(signer.public_key, signature, signed):
            raise Unissuable(("the signer gave a signature that does not fit its own public key",))
        return form.json.fill({**values, **proof, "proof_value": proof_value(signature)}).encode()

    def _canonical(self, form: _Form, values: Mapping[str, str], facts: CredentialFacts) -> str:
        filled = form.canonical.fill(values)
        if filled is not None:
            return filled
        return self._canonicaliser.canonical(credential_document(self.profile, self.achievement, facts))

    def _canonical_options(self, proof: Mapping[str, str]) -> str:
        filled = self._options.fill(proof)
        if filled is None:  # a proof is one blank node, which can look like no other
            raise CanonicalError("found proof options with several blank nodes")
        return filled

    def _signer_problems(self, signer: Signer) -> tuple[str, ...]:
        expected = f"{self.profile.id}#{encode_multikey(signer.public_key)}"
        if signer.verification_method == expected:
            return ()
        return (f"signer: found the key {signer.verification_method!r} where {expected!r} was expected",)


def prepare(
    profile: IssuerProfile, achievement: Achievement, canonicaliser: Canonicaliser, throwaway: bytes
) -> Template:
    """Compile and lint, or raise `Unissuable`. `throwaway` is 32 random bytes that sign nothing real."""
    problems = lint(profile, achievement)
    if problems:
        raise Unissuable(problems)
    try:
        template = _compile(profile, achievement, canonicaliser)
        problems = (*_form_problems(template, canonicaliser), *_rehearse(template, canonicaliser, throwaway))
    except (CanonicalError, ReservedTextError) as problem:
        raise Unissuable((str(problem),)) from problem
    if problems:
        raise Unissuable(tuple(dict.fromkeys(problems)))
    return template


def _compile(profile: IssuerProfile, achievement: Achievement, canonicaliser: Canonicaliser) -> Template:
    options = proof_options(_SAMPLE_CREATED, _SAMPLE_METHOD)
    proof = {"created": write_timestamp(_SAMPLE_CREATED), "verification_method": _SAMPLE_METHOD}
    forms = {}
    for facts in _samples():
        document = credential_document(profile, achievement, facts)
        values = _open_values(facts)
        signed: Document = {**document, "proof": [{**options, "proofValue": _SAMPLE_VALUE}]}
        forms[frozenset(values)] = _Form(
            CanonicalTemplate(canonicaliser.quads(document), values),
            JsonTemplate(signed, {**values, **proof, "proof_value": _SAMPLE_VALUE}),
        )
    compiled_options = CanonicalTemplate(canonicaliser.quads({**options, "@context": list(CONTEXTS)}), proof)
    return Template(profile, achievement, forms, compiled_options, canonicaliser)


def _form_problems(template: Template, canonicaliser: Canonicaliser) -> tuple[str, ...]:
    problems: list[str] = []
    for facts in _samples():
        document = credential_document(template.profile, template.achievement, facts)
        problems.extend(canonicaliser.lost(document))
        values = _open_values(facts)
        filled = template._forms[frozenset(values)].canonical.fill(values)
        if filled not in (None, canonicaliser.canonical(document)):
            problems.append("the compiled form differs from the full canonical form")
    return tuple(problems)


def _rehearse(template: Template, canonicaliser: Canonicaliser, throwaway: bytes) -> tuple[str, ...]:
    """Sign samples as an issuer who is the throwaway key, and have the full verifier judge them."""
    pair = KeyPair.from_random(throwaway)
    understudy = _compile(replace(template.profile, id=pair.controller), template.achievement, canonicaliser)
    later = _SAMPLE_CREATED + timedelta(minutes=1)
    problems: list[str] = []
    for facts in _samples():
        credential = understudy.issue(facts, pair, _SAMPLE_CREATED)
        report = verify(credential, canonicaliser=canonicaliser, now=later)
        if report.verdict != "valid":
            problems.extend(check.says for check in report.checks if check.passed is False)
    return tuple(problems)


def _samples() -> tuple[CredentialFacts, ...]:
    """One award for each set of optional members."""
    return tuple(
        CredentialFacts(
            id="urn:uuid:00000000-0000-0000-0000-00000000000a",
            subject_id="urn:uuid:00000000-0000-0000-0000-00000000000b",
            valid_from=_SAMPLE_VALID_FROM,
            hashed_email=hashed_email,
            awarded_on=awarded_on,
        )
        for hashed_email, awarded_on in product((_SAMPLE_EMAIL, None), (_SAMPLE_AWARDED_ON, None))
    )


def _open_values(facts: CredentialFacts) -> dict[str, str]:
    """What the templates leave open, as it is written in the document."""
    values = {
        "id": facts.id,
        "subject_id": facts.subject_id,
        "valid_from": write_timestamp(facts.valid_from),
    }
    if facts.awarded_on is not None:
        values["awarded_on"] = write_timestamp(facts.awarded_on)
    if facts.hashed_email is not None:
        values["identity_hash"] = facts.hashed_email.identity_hash
        values["salt"] = facts.hashed_email.salt
    return values
