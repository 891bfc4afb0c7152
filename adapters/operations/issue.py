"""One credential from the shell, recorded like any other and signed at once.

    award = choose(house, organisation, Wanted("customer-hero", "ana@example.org"))
    issued = issue(house, organisation, award, system.now())

It belongs to a workspace of its own, the shell, where nobody can be written to: no letter is queued, and its earner
finds it with `/mybadges`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from adapters import system
from adapters.cli.operating.people import OperatorAudit
from adapters.composition.application import Application
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.engine.unit_of_work import store_of
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.worker.loop import HeldBack
from adapters.worker.signing import SignedCredential, SigningRequest
from bot.context.facts import about_credential
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential
from bot.domain.events import AboutPerson, EventKind
from bot.domain.organisations import Organisation
from bot.domain.people.addresses import local_part
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.parsing import CITATION_LIMIT, clean_citation, nearest
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal, refusal_card
from bot.use_cases.proposals import by_slug, names_of
from issuer.proofs.keys import SignerUnavailable
from issuer.strict_json import Document as DidDocument


class CannotIssue(Exception):
    """Nothing was issued; the message says what was found, what was expected, and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `email` is in small letters."""

    slug: str
    email: str
    name: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """What was asked for, with the achievement it means and a citation as it is kept."""

    achievement: Achievement
    wanted: Wanted
    citation: str


@dataclass(frozen=True, slots=True)
class Issued:
    """The signed credential, its recipient, and the document that lists its issuer's keys."""

    credential: Credential
    recipient: Person
    body: bytes
    token: bytes | None
    """The same credential as a JWT; None if the organisation has no key for one."""
    did_document: DidDocument
    newly_known: bool


def choose(house: Application, organisation: Organisation, wanted: Wanted) -> Award:
    """Finds the achievement; raises `CannotIssue` if there is none of that slug, or the citation is too long."""
    with house.database.read() as connection:
        achievements = tuple(store_of(connection).catalogue.current(organisation.id))
    achievement = by_slug(achievements, wanted.slug)
    if achievement is None:
        near = nearest(wanted.slug, names_of(achievements)) or tuple(one.slug for one in achievements)
        raise CannotIssue(f"found no achievement {wanted.slug!r}, expected a slug such as {', '.join(near)}")
    citation = clean_citation(wanted.citation)
    if len(citation) > CITATION_LIMIT:
        found = f"found a citation of {len(citation):,} characters"
        raise CannotIssue(f"{found}, expected at most {CITATION_LIMIT:,}; shorten it")
    return Award(achievement, wanted, citation)


def issue(
    house: Application, organisation: Organisation, award: Award, picture: bytes, now: datetime
) -> Issued:
    """Signs and checks, then records all of it in one transaction. Raises `CannotIssue`, or `Unissuable`.

    `picture` is the achievement's public one, drawn before. Nothing is locked while the key store is asked.
    """
    with house.database.write() as connection:
        workspace = ensure_workspace(connection, organisation, Platform.CLI, str(organisation.id))
    with house.database.read() as connection:
        recipient, newly_known = _recipient(connection, organisation, award.wanted)
        awarder = _awarder(connection, organisation, recipient)
        try:
            rules.refuse_unfit(awarder, recipient, "self_award")
        except Refusal as refusal:
            raise CannotIssue(plain_words(house, refusal)) from None
        credential = _granted(
            award, recipient, rules.AwardBasis(awarder.id, workspace.id, award.citation, None), now
        )
        signed = _signed(
            house, connection, SigningRequest(credential, recipient, award.achievement, None), picture
        )
    with house.database.write() as connection:
        if newly_known:
            PeopleStore(connection).add(recipient)
            OperatorAudit(connection, organisation, now).record(
                EventKind.PERSON_JOINED, recipient.id, AboutPerson()
            )
        CredentialStore(connection).add(credential)
        OperatorAudit(connection, organisation, now).record(
            EventKind.AWARDED, credential.id, about_credential(credential)
        )
        house.signing.save(connection, signed)
        did_document = house.issuers.did_document(connection, organisation.id)
    document = signed.document
    return Issued(credential, recipient, document.body, document.jwt, did_document, newly_known)


def plain_words(house: Application, refusal: Refusal) -> str:
    """The sentence of a refusal, for a terminal."""
    return refusal_card(refusal, house.say).summary


def _recipient(connection: Connection, organisation: Organisation, wanted: Wanted) -> tuple[Person, bool]:
    """The person of that address, and whether they are to be added; a person who is known keeps their name."""
    found = PeopleStore(connection).by_email(organisation.id, wanted.email)
    if found:
        return found, False
    name = wanted.name.strip() or local_part(wanted.email)
    return Person(system.SystemIdGenerator().new_id(), organisation.id, name, wanted.email), True


def _awarder(connection: Connection, organisation: Organisation, recipient: Person) -> Person:
    """An owner, in whose name the shell awards; nobody awards themselves."""
    owners = [
        person
        for person in PeopleStore(connection).owners(organisation.id)
        if person.standing is MembershipStatus.MEMBER
    ]
    if not owners:
        raise CannotIssue(
            "found no owner, expected one who stands behind what is awarded from here; "
            "run `laurel owner add EMAIL` first"
        )
    for person in owners:
        if person.id != recipient.id:
            return person
    raise CannotIssue(
        f"found {recipient.name} as the only owner, expected another one to stand behind this award, for nobody "
        "awards themselves; run `laurel owner add EMAIL` for somebody else first"
    )


def _granted(award: Award, recipient: Person, grounds: rules.AwardBasis, now: datetime) -> Credential:
    ids = system.SystemIdGenerator()
    return rules.new_credential((ids.new_id(), ids.public_id()), recipient, award.achievement, grounds, now)


def _signed(
    house: Application, connection: Connection, asked: SigningRequest, picture: bytes
) -> SignedCredential:
    signing, trial = house.signing, house.settings.trial
    credential, achievement = asked.credential, asked.achievement
    try:
        hand = signing.signing_keys(
            connection, PeopleStore(connection).organisation(credential.organisation_id)
        )
        if not trial:
            place = signing.lists.find_slot(
                connection, credential.organisation_id, achievement.status, credential.id
            )
            asked = replace(asked, slot=place)
        return signing.sign_document(
            asked, hand, signing.template(hand, achievement, None if trial else picture)
        )
    except (HeldBack, SignerUnavailable) as problem:
        raise CannotIssue(str(problem)) from None
