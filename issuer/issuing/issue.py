"""Prepare, sign, check: the only way to a signed credential.

    template = prepare(profile, achievement, canonicaliser, thirty_two_random_bytes)   # once per version
    signed = template.issue(facts, signer, created)                                    # once per award

1. `prepare` lints the profile and the achievement.
2. It compiles a form for each usual set of members. An award with another set (evidence, results, an end) gets a
   form of its own, compiled at the first such award.
3. Each form's output must equal the full canonical form, and the signature must cover every member.
4. A sample of each form gets a trial signature by a throwaway key, which the full verifier must accept.
5. `issue` uses only forms that passed 3 and 4: it lints the facts, fills in the form and signs.
6. It checks the signature with the signer's public key before it returns the credential.
"""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from issuer.canonical.canonical_form import CanonicalError
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.canonical.template import CanonicalTemplate, JsonTemplate, ReservedTextError
from issuer.issuing.lint import lint, lint_facts
from issuer.issuing.open_values import open_values, sample_like, shape_of
from issuer.messages import Message
from issuer.openbadges.document import contexts_for, credential_document
from issuer.openbadges.model import CredentialFacts, HashedEmail, IssuerProfile, OpenBadgeAchievement
from issuer.proofs.data_integrity import proof_options, proof_value
from issuer.proofs.keys import KeyPair, Signer, is_signature_of
from issuer.proofs.multibase import encode_multikey
from issuer.strict_json import Document
from issuer.timestamps import write_timestamp
from issuer.verifying import verify
from issuer.verifying.report import STATUS, open_reason

_SAMPLE_CREATED = datetime(1, 1, 1, 0, 0, 3, tzinfo=UTC)
_SAMPLE_METHOD = "urn:laurel:open:verification-method"
_SAMPLE_VALUE = "laurel-open-proof-value"
_MOST_FORMS = 64
"""Forms that one template keeps in memory; evidence and results come in many shapes."""


class Unissuable(Exception):
    """Nothing was signed. `problems` names each reason."""

    def __init__(self, problems: tuple[Message, ...]) -> None:
        super().__init__("; ".join(map(repr, problems)))
        self.problems = problems


@dataclass(frozen=True)
class _Form:
    """The compiled credential for one set of members."""

    canonical: CanonicalTemplate
    options: CanonicalTemplate
    json: JsonTemplate
    _last: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    def options_hash(self, created: str, method: str) -> bytes:
        """Hash the proof's options. The last hash is kept: many badges share second and key."""
        found = self._last.get((created, method))
        if found is None:
            filled = self.options.fill({"created": created, "verification_method": method})
            if filled is None:  # a proof is one blank node, which can look like no other
                raise CanonicalError(Message("found.options_blank_nodes"))
            found = hashlib.sha256(filled.encode()).digest()
            self._last.clear()
            self._last[created, method] = found
        return found


@dataclass(frozen=True)
class _Compiler:
    """Compiles forms for one version of an achievement, and returns only those that the full verifier accepts."""

    profile: IssuerProfile
    achievement: OpenBadgeAchievement
    canonicaliser: Canonicaliser
    throwaway: bytes = field(repr=False)
    """The private key of trial signatures: 32 random bytes that sign nothing real."""

    def compile_and_check(self, sample: CredentialFacts) -> _Form:
        """Return the form for awards with the sample's members; raise `Unissuable` if it must not be signed with."""
        try:
            form = self.compile(sample)
            problems = (*self._form_problems(form, sample), *self._trial_problems(sample))
        except (CanonicalError, ReservedTextError) as problem:
            raise Unissuable((problem.message,)) from problem
        if problems:
            raise Unissuable(tuple(dict.fromkeys(problems)))
        return form

    def compile(self, sample: CredentialFacts) -> _Form:
        """Return the form, not checked yet."""
        options = proof_options(_SAMPLE_CREATED, _SAMPLE_METHOD)
        proof = {"created": write_timestamp(_SAMPLE_CREATED), "verification_method": _SAMPLE_METHOD}
        document = self._document(sample)
        values = open_values(sample)
        signed: Document = {**document, "proof": [{**options, "proofValue": _SAMPLE_VALUE}]}
        quads = self.canonicaliser.quads
        return _Form(
            CanonicalTemplate(quads(document), values),
            CanonicalTemplate(quads({**options, "@context": list(contexts_for(sample))}), proof),
            JsonTemplate(signed, {**values, **proof, "proof_value": _SAMPLE_VALUE}),
        )

    def full_canonical(self, facts: CredentialFacts) -> str:
        """Return the canonical form by the full algorithm, without a compiled form."""
        return self.canonicaliser.canonicalise(self._document(facts))

    def _document(self, facts: CredentialFacts) -> Document:
        return credential_document(self.profile, self.achievement, facts)

    def _form_problems(self, form: _Form, sample: CredentialFacts) -> tuple[Message, ...]:
        filled = form.canonical.fill(open_values(sample))
        problems = self.canonicaliser.unsigned_members(self._document(sample))
        if filled not in (None, self.full_canonical(sample)):
            problems += (Message("problem.compiled_form"),)
        return problems

    def _trial_problems(self, sample: CredentialFacts) -> tuple[Message, ...]:
        """Sign a sample with the throwaway key, as the issuer that this key is, and run the full verifier on it.

        The verifier cannot look up the sample's status, as its list does not exist; every other check must pass.
        """
        key = KeyPair.from_random(self.throwaway)
        trial = replace(self, profile=replace(self.profile, id=key.controller))
        forms = {shape_of(sample, open_values(sample)): trial.compile(sample)}
        template = Template(trial.profile, self.achievement, trial, forms)
        credential, _, _ = template.sign_unchecked(sample, key, _SAMPLE_CREATED)
        report = verify(
            credential, canonicaliser=self.canonicaliser, now=_SAMPLE_CREATED + timedelta(minutes=1)
        )
        wrong = [check.message for check in report.checks if check.passed is False and check.name != STATUS]
        if report.verdict != "valid" and sample.status is None and not wrong:
            wrong = [Message("problem.sample", found=report.verdict), open_reason(report.checks).message]
        return tuple(wrong)


@dataclass(frozen=True)
class Template:
    """One version of an achievement, ready to be signed for any recipient. Made by `prepare`."""

    profile: IssuerProfile
    achievement: OpenBadgeAchievement
    _compiler: _Compiler = field(repr=False)
    _forms: dict[tuple[str | None, ...], _Form] = field(default_factory=dict, repr=False)
    _compiling: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def issue(self, facts: CredentialFacts, signer: Signer, created: datetime) -> bytes:
        """Return the signed credential as UTF-8 JSON, its signature checked; raise `Unissuable` otherwise."""
        problems = (*lint_facts(facts), *self._signer_problems(signer))
        if problems:
            raise Unissuable(problems)
        credential, signed, signature = self.sign_unchecked(facts, signer, created)
        if not is_signature_of(signer.public_key, signature, signed):
            raise Unissuable((Message("problem.bad_signature"),))
        return credential

    def sign_unchecked(
        self, facts: CredentialFacts, signer: Signer, created: datetime
    ) -> tuple[bytes, bytes, bytes]:
        """Return the credential, the signed bytes and the signature. For `issue`, trial signatures and benchmarks."""
        values = open_values(facts)
        proof = {"created": write_timestamp(created), "verification_method": signer.verification_method}
        form = self._form(facts, shape_of(facts, values))
        try:
            options = form.options_hash(proof["created"], signer.verification_method)
            signed = options + hashlib.sha256(self._canonical(form, values, facts).encode()).digest()
        except CanonicalError as problem:
            raise Unissuable((problem.message,)) from problem
        signature = signer.sign(signed)
        values |= proof
        values["proof_value"] = proof_value(signature)
        return form.json.fill(values).encode(), signed, signature

    def compile_for(self, facts: CredentialFacts) -> None:
        """Compile the form for awards with these members in advance; raise `Unissuable` as `issue` would."""
        self._form(facts, shape_of(facts, open_values(facts)))

    def _form(self, facts: CredentialFacts, shape: tuple[str | None, ...]) -> _Form:
        found = self._forms.get(shape)
        if found is not None:
            return found
        with self._compiling:
            if shape not in self._forms:
                form = self._compiler.compile_and_check(sample_like(facts))
                while len(self._forms) >= _MOST_FORMS:
                    self._forms.pop(next(iter(self._forms)), None)
                self._forms[shape] = form
            return self._forms[shape]

    def _canonical(self, form: _Form, values: Mapping[str, str], facts: CredentialFacts) -> str:
        filled = form.canonical.fill(values)
        if filled is not None:
            return filled
        return self._compiler.full_canonical(facts)

    def _signer_problems(self, signer: Signer) -> tuple[Message, ...]:
        expected = f"{self.profile.id}#{encode_multikey(signer.public_key)}"
        if signer.verification_method == expected:
            return ()
        return (Message("problem.signer_key", found=signer.verification_method, expected=expected),)


def prepare(
    profile: IssuerProfile, achievement: OpenBadgeAchievement, canonicaliser: Canonicaliser, throwaway: bytes
) -> Template:
    """Lint and compile, or raise `Unissuable`. `throwaway` is 32 random bytes, the key of trial signatures."""
    problems = lint(profile, achievement)
    if problems:
        raise Unissuable(problems)
    template = Template(profile, achievement, _Compiler(profile, achievement, canonicaliser, throwaway))
    for facts in _USUAL:
        template.compile_for(facts)
    return template


def problems(
    profile: IssuerProfile, achievement: OpenBadgeAchievement, canonicaliser: Canonicaliser
) -> tuple[Message, ...]:
    """Return a message for each reason not to sign this achievement; empty is good. Quicker than `prepare`."""
    found = lint(profile, achievement)
    if found:
        return found
    try:
        return canonicaliser.unsigned_members(credential_document(profile, achievement, sample_like(_FEW)))
    except CanonicalError as problem:
        return (problem.message,)


_FEW = CredentialFacts("urn:a", "urn:b", _SAMPLE_CREATED, None)
_USUAL = (
    _FEW,
    replace(_FEW, hashed_email=HashedEmail("", "")),
    replace(_FEW, hashed_email=HashedEmail("", ""), awarded_on=_SAMPLE_CREATED, valid_until=_SAMPLE_CREATED),
)
"""The sets of members that nearly every award has. Only the presence of members matters, not their values."""
