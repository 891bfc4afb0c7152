"""Prepare, sign, check: the only way to a signed credential.

    template = prepare(profile, achievement, canonicaliser, thirty_two_random_bytes)   # once per version
    signed = template.issue(facts, signer, created)                                    # once per award

1. `prepare` lints the profile and the achievement.
2. It compiles a form for an award with few members and one for an award with many; an award with another set of
   members (evidence, results, an end) brings about a form of its own when it first comes.
3. Each form is compared with the full canonical form, and must lose no member on the way.
4. A sample of each is signed with a throwaway key and given to the full verifier.
5. Only a form that passed all of this is signed with: `issue` lints the facts, fills in and signs,
6. and checks the signature with the signer's public key before it hands the credential out.
"""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from issuer.canonical_form import CanonicalError
from issuer.credential.canonical import Canonicaliser
from issuer.credential.document import contexts_for, credential_document
from issuer.credential.linting import lint, lint_facts
from issuer.credential.model import Achievement, CredentialFacts, HashedEmail, IssuerProfile
from issuer.credential.opening import open_values, sample_like, shape_of
from issuer.credential.template import CanonicalTemplate, JsonTemplate, ReservedTextError
from issuer.proofs.data_integrity import proof_options, proof_value
from issuer.proofs.keys import KeyPair, Signer, is_signature_of
from issuer.proofs.multibase import encode_multikey
from issuer.strict_json import Document
from issuer.timestamps import write_timestamp
from issuer.verifying import verify
from issuer.verifying.report import STATUS

_SAMPLE_CREATED = datetime(1, 1, 1, 0, 0, 3, tzinfo=UTC)
_SAMPLE_METHOD = "urn:laurel:open:verification-method"
_SAMPLE_VALUE = "laurel-open-proof-value"
_MOST_FORMS = 64
"""Forms one template keeps: evidence and results come in many shapes, and memory is not endless."""


class Unissuable(Exception):
    """Nothing was signed. `problems` names each reason in a sentence."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class _Form:
    """The compiled credential for one set of members."""

    canonical: CanonicalTemplate
    options: CanonicalTemplate
    json: JsonTemplate
    _last: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    def options_hash(self, created: str, method: str) -> bytes:
        """Hash the proof's options; those of the last second and key are remembered, as many badges share them."""
        found = self._last.get((created, method))
        if found is None:
            filled = self.options.fill({"created": created, "verification_method": method})
            if filled is None:  # a proof is one blank node, which can look like no other
                raise CanonicalError("found proof options with several blank nodes")
            found = hashlib.sha256(filled.encode()).digest()
            self._last.clear()
            self._last[created, method] = found
        return found


@dataclass(frozen=True)
class Template:
    """One version of an achievement, ready to be signed for whoever earned it. Made by `prepare`."""

    profile: IssuerProfile
    achievement: Achievement
    _canonicaliser: Canonicaliser
    _throwaway: bytes = field(repr=False)
    _forms: dict[tuple[str | None, ...], _Form] = field(default_factory=dict, repr=False)
    _compiling: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def issue(self, facts: CredentialFacts, signer: Signer, created: datetime) -> bytes:
        """Return the signed credential as UTF-8 JSON, its signature checked; raise `Unissuable` otherwise."""
        problems = (*lint_facts(facts), *self._signer_problems(signer))
        if problems:
            raise Unissuable(problems)
        credential, signed, signature = self.sign_unchecked(facts, signer, created)
        if not is_signature_of(signer.public_key, signature, signed):
            raise Unissuable(("the signer gave a signature that does not fit its own public key",))
        return credential

    def sign_unchecked(
        self, facts: CredentialFacts, signer: Signer, created: datetime
    ) -> tuple[bytes, bytes, bytes]:
        """Fill in, sign, write: the credential, what was signed, and the signature. For `issue` and for measuring."""
        values = open_values(facts)
        proof = {"created": write_timestamp(created), "verification_method": signer.verification_method}
        form = self._form(facts, shape_of(facts, values))
        try:
            options = form.options_hash(proof["created"], signer.verification_method)
            signed = options + hashlib.sha256(self._canonical(form, values, facts).encode()).digest()
        except CanonicalError as problem:
            raise Unissuable((str(problem),)) from problem
        signature = signer.sign(signed)
        values |= proof
        values["proof_value"] = proof_value(signature)
        return form.json.fill(values).encode(), signed, signature

    def _form(self, facts: CredentialFacts, shape: tuple[str | None, ...]) -> _Form:
        found = self._forms.get(shape)
        if found is not None:
            return found
        with self._compiling:
            if shape not in self._forms:
                form = _proved(self, sample_like(facts))
                while len(self._forms) >= _MOST_FORMS:
                    self._forms.pop(next(iter(self._forms)), None)
                self._forms[shape] = form
            return self._forms[shape]

    def _canonical(self, form: _Form, values: Mapping[str, str], facts: CredentialFacts) -> str:
        filled = form.canonical.fill(values)
        if filled is not None:
            return filled
        return self._canonicaliser.canonical(credential_document(self.profile, self.achievement, facts))

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
    template = Template(profile, achievement, canonicaliser, throwaway)
    for facts in _USUAL:
        template._form(facts, shape_of(facts, open_values(facts)))
    return template


def problems(
    profile: IssuerProfile, achievement: Achievement, canonicaliser: Canonicaliser
) -> tuple[str, ...]:
    """Say in a sentence each why this achievement could not be signed; empty is good. Quicker than `prepare`."""
    found = lint(profile, achievement)
    if found:
        return found
    try:
        return canonicaliser.lost(credential_document(profile, achievement, sample_like(_FEW)))
    except CanonicalError as problem:
        return (str(problem),)


def _proved(template: Template, sample: CredentialFacts) -> _Form:
    """Compile a form, and let it show on a sample that it may be signed with; raise `Unissuable` otherwise."""
    try:
        form = _compile(template, sample)
        problems = (*_form_problems(template, form, sample), *_rehearse(template, sample))
    except (CanonicalError, ReservedTextError) as problem:
        raise Unissuable((str(problem),)) from problem
    if problems:
        raise Unissuable(tuple(dict.fromkeys(problems)))
    return form


def _compile(template: Template, sample: CredentialFacts) -> _Form:
    options = proof_options(_SAMPLE_CREATED, _SAMPLE_METHOD)
    proof = {"created": write_timestamp(_SAMPLE_CREATED), "verification_method": _SAMPLE_METHOD}
    document = credential_document(template.profile, template.achievement, sample)
    values = open_values(sample)
    signed: Document = {**document, "proof": [{**options, "proofValue": _SAMPLE_VALUE}]}
    quads = template._canonicaliser.quads
    return _Form(
        CanonicalTemplate(quads(document), values),
        CanonicalTemplate(quads({**options, "@context": list(contexts_for(sample))}), proof),
        JsonTemplate(signed, {**values, **proof, "proof_value": _SAMPLE_VALUE}),
    )


def _form_problems(template: Template, form: _Form, sample: CredentialFacts) -> tuple[str, ...]:
    document = credential_document(template.profile, template.achievement, sample)
    filled = form.canonical.fill(open_values(sample))
    problems = template._canonicaliser.lost(document)
    if filled not in (None, template._canonicaliser.canonical(document)):
        problems += ("the compiled form differs from the full canonical form",)
    return problems


def _rehearse(template: Template, sample: CredentialFacts) -> tuple[str, ...]:
    """Sign a sample as an issuer who is the throwaway key, and have the full verifier judge it.

    The status of a sample cannot be looked up, as its list does not exist; everything else must be right.
    """
    pair = KeyPair.from_random(template._throwaway)
    as_pair = replace(template.profile, id=pair.controller)
    understudy = replace(template, profile=as_pair, _forms={})
    understudy._forms[shape_of(sample, open_values(sample))] = _compile(understudy, sample)
    credential, _, _ = understudy.sign_unchecked(sample, pair, _SAMPLE_CREATED)
    report = verify(
        credential, canonicaliser=template._canonicaliser, now=_SAMPLE_CREATED + timedelta(minutes=1)
    )
    wrong = [check.says for check in report.checks if check.passed is False and check.name != STATUS]
    if report.verdict != "valid" and sample.status is None and not wrong:
        wrong = [f"a sample is found {report.verdict!r} where 'valid' was expected"]
    return tuple(wrong)


_FEW = CredentialFacts("urn:a", "urn:b", _SAMPLE_CREATED, None)
_USUAL = (
    _FEW,
    replace(_FEW, hashed_email=HashedEmail("", "")),
    replace(_FEW, hashed_email=HashedEmail("", ""), awarded_on=_SAMPLE_CREATED, valid_until=_SAMPLE_CREATED),
)
"""Sets of members that nearly every award has; only which ones there are matters here."""
