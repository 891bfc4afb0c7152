"""One credential from the shell, checked and recorded like any other and signed at once.

    chosen = choose(house, organisation, Wanted("customer-hero", "ana@example.org"))
    badge = issue(house, organisation, chosen, picture, system.now())

Its earner finds it with `/mybadges`; a letter goes out only if `Wanted.tell` says so.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from adapters.composition.application import Application
from adapters.database.unit_of_work import store_of
from adapters.operations.award_notes import AwardNotes
from adapters.operations.signed_awards import SignedAwards
from adapters.shell_wording import shell_wording, tell, word_error
from adapters.worker.loop import HeldBack
from bot.context.store import retry_when_stale
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.credentials.model import Credential
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.messages.email_addresses import local_part
from bot.messages.parsing import clean_citation, nearest
from bot.messages.refusals import refusal_card
from bot.use_cases.credentials.award_command import Award, InOwnersName
from bot.use_cases.credentials.award_many import DraftAward, SignedAward
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
    as_operator: bool = False
    """Whether what the rules of the badge forbid is awarded all the same, and recorded as such."""
    tell: bool = False
    """Whether the earner gets a letter."""


@dataclass(frozen=True, slots=True)
class ChosenAward:
    """What was asked for, with the achievement it means."""

    achievement: Achievement
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class IssuedBadge:
    """The signed credential, its recipient, and the document that lists its issuer's keys."""

    credential: Credential
    recipient: Person
    body: bytes
    token: bytes | None
    """The same credential as a JWT; None if the organisation has no key for one."""
    did_document: DidDocument
    newly_known: bool
    told: bool
    note: str = ""
    """What may be looked at again: an award within a day of another, words that may tell something private."""


def choose(application: Application, organisation: Organisation, wanted: Wanted) -> ChosenAward:
    """Finds the achievement; raises `CannotIssue` if there is none of that slug."""
    with application.database.read(organisation.id) as connection:
        achievements = tuple(store_of(connection).catalogue.current(organisation.id))
    achievement = by_slug(achievements, wanted.slug)
    if achievement is None:
        near = nearest(wanted.slug, names_of(achievements)) or tuple(known.slug for known in achievements)
        raise CannotIssue(tell("shell.issue.unknown_slug", found=repr(wanted.slug), slugs=", ".join(near)))
    return ChosenAward(achievement, wanted)


def issue(
    application: Application, organisation: Organisation, chosen: ChosenAward, picture: bytes, now: datetime
) -> IssuedBadge:
    """Signs and checks, then records all of it in one transaction. Raises `CannotIssue`, or `Unissuable`.

    `picture` is the achievement's public one, drawn before. Nothing is locked while the key store is asked.
    """
    awards = SignedAwards(
        application, organisation, {chosen.achievement.id: None if application.settings.trial else picture}
    )
    try:
        return retry_when_stale(lambda: _issue(application, organisation, awards, chosen, now))
    except (HeldBack, SignerUnavailable) as problem:
        raise CannotIssue(word_error(shell_wording(), problem)) from None


def _issue(
    application: Application,
    organisation: Organisation,
    awards: SignedAwards,
    chosen: ChosenAward,
    now: datetime,
) -> IssuedBadge:
    with application.database.read(organisation.id) as connection:
        command = _command(application, connection, organisation, chosen)
        notes = AwardNotes(organisation, application.languages, shell_wording())
        notes.read(store_of(connection), [command], now)
        drafts, refused = awards.check(connection, [command], now)
        if refused:
            raise CannotIssue(refusal_card(refused[0][1], shell_wording()).summary)
        signed, unissuable = awards.sign(
            connection, [_in_place(awards, connection, draft) for draft in drafts]
        )
    if unissuable:
        raise unissuable[0][1]
    with application.database.write(organisation.id) as connection:
        [saved] = awards.save(connection, signed, now)
        did_document = application.issuers.did_document(connection, organisation.id)
    return replace(_badge(saved, did_document), note=notes.of(command))


def _in_place(awards: SignedAwards, connection: Connection, draft: DraftAward) -> DraftAward:
    """The draft in the workspace where its earner has an account, else in the shell's, where no letter can go."""
    person = draft.recipient.id
    places, shell = awards.workspaces(connection, [person])
    where = places.get(person, shell) or draft.credential.workspace_id
    command = replace(draft.command, notify=draft.command.notify and person in places)
    return replace(draft, command=command, credential=replace(draft.credential, workspace_id=where))


def _badge(saved: SignedAward, did_document: DidDocument) -> IssuedBadge:
    draft, document = saved.draft, saved.document
    return IssuedBadge(
        credential=draft.credential,
        recipient=draft.recipient,
        body=document.body,
        token=document.jwt,
        did_document=did_document,
        newly_known=draft.command.newcomers,
        told=draft.command.notify,
    )


def _command(
    application: Application, connection: Connection, organisation: Organisation, chosen: ChosenAward
) -> Award:
    """The award to the person of that address, who joins if it is new; a known person keeps their name."""
    wanted = chosen.wanted
    known = store_of(connection).people.by_email(organisation.id, wanted.email)
    name = wanted.name.strip() or local_part(wanted.email)
    recipient = known or Person(application.ids.new_id(), organisation.id, name, wanted.email)
    return Award(
        recipients=(recipient,),
        achievement=chosen.achievement,
        citation=clean_citation(wanted.citation),
        ground=InOwnersName(wanted.as_operator),
        notify=wanted.tell,
        newcomers=known is None,
    )
