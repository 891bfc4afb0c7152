"""Composes a letter's card at the moment it is sent, from the state of that moment.

By then a letter may be pointless, for example because its award was undone before the earner was told.
"""

import json
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.nominations.model import not_withdrawn
from bot.domain.outbox.model import Letter, NotificationKind, ToCaller, ToConversation, ToPerson
from bot.domain.sharing.rules import consent
from bot.messages.card_json import from_json
from bot.messages.cards import Card, Line
from bot.messages.forms import Reply
from bot.messages.languages import Languages
from bot.messages.wording import Wording
from bot.presenting import approver_cards as approving
from bot.presenting import award_cards as awarding
from bot.presenting import earner_cards as earning
from bot.presenting import nomination_cards as nominating
from bot.presenting import sharing_cards as sharing
from bot.use_cases.nominations.case_view import load_case_view
from bot.use_cases.nominations.nominator_view import load_nominator_view


def wording_for(letter: Letter, store: Store, languages: Languages, channel: str | None = None) -> Wording:
    """The language of a letter: its addressee's, else the organisation's; in a channel, the channel's.

    `channel` is where a letter to a conversation was posted, if not where it was meant for.
    """
    organisation = store.people.organisation(letter.organisation_id)
    match letter.addressee:
        case ToPerson(person_id):
            return languages.best(store.people.get(person_id).language, organisation.language)
        case ToConversation(external_id, fallback):
            elsewhere = channel is not None and channel != external_id and fallback is not None
            names = (channel or external_id, fallback if elsewhere and fallback else external_id)
            return languages.best(organisation.language_in(*names), organisation.language)
        case ToCaller():  # what it says is stored already
            return languages.best(organisation.language)
        case _:
            assert_never(letter.addressee)


def compose(letter: Letter, store: Store, say: Wording) -> Reply:
    """The letter's card, from the current state; a form, where an answer asks for more."""
    match letter.topic:
        case NotificationKind.REPLY | NotificationKind.NOTICE:
            reply: Reply = from_json(json.loads(letter.content or ""))
            return reply
        case NotificationKind.TO_DECIDE | NotificationKind.REMINDER | NotificationKind.NUDGE:
            return _to_decide(letter, store, say)
        case NotificationKind.DECIDED:
            nomination = store.nominations.get(letter.subject_id)
            return nominating.decided_letter(say, load_nominator_view(store, nomination))
        case NotificationKind.APPROVER_AWAY:
            return nominating.approver_unreachable(say, store.people.get(_unreachable(letter, store)))
        case (
            NotificationKind.EARNED
            | NotificationKind.UNDONE
            | NotificationKind.REVOKED
            | NotificationKind.AMENDED
            | NotificationKind.CELEBRATION
            | NotificationKind.CLOSED_CHANNEL
            | NotificationKind.EARNER_AWAY
        ):
            return _about_credential(letter, store, say)
        case _:
            assert_never(letter.topic)


def _to_decide(letter: Letter, store: Store, say: Wording) -> Card:
    viewer = letter.addressee.person_id if isinstance(letter.addressee, ToPerson) else None
    opening: Line = ()
    if letter.topic is NotificationKind.REMINDER:
        opening = say.line("decide.reminder")
    elif letter.topic is NotificationKind.NUDGE:
        opening = say.line("decide.nudge")
    case = store.nominations.case(letter.subject_id)
    return approving.decision_card(say, load_case_view(store, case, viewer), opening)


def _about_credential(letter: Letter, store: Store, say: Wording) -> Card:
    credential = store.credentials.get(letter.subject_id)
    achievement = store.catalogue.get(credential.achievement_id)
    match letter.topic:
        case NotificationKind.UNDONE:
            return awarding.undone_letter(say, achievement)
        case NotificationKind.REVOKED:
            return awarding.revoked_letter(say, credential, achievement)
        case NotificationKind.CLOSED_CHANNEL:
            return sharing.closed_channel(say, achievement)
        case NotificationKind.EARNER_AWAY:
            return earning.earner_unreachable(say, store.people.get(credential.recipient_id), achievement)
        case NotificationKind.CELEBRATION:
            recipient = store.people.get(credential.recipient_id)
            return sharing.celebration_card(say, recipient, achievement, consent(credential), credential.path)
        case _:
            awarder: Line = (store.people.get(credential.awarder_id).mention,)
            amended = letter.topic is NotificationKind.AMENDED
            return _to_earner(say, credential, achievement, awarder, amended=amended)


def _to_earner(
    say: Wording, credential: Credential, achievement: Achievement, awarder: Line, *, amended: bool
) -> Card:
    """The letter about a badge, worded for the badge's current stage."""
    match credential.stage:
        case CredentialStage.UNDONE:
            return awarding.undone_letter(say, achievement)
        case CredentialStage.REVOKED:
            return awarding.revoked_letter(say, credential, achievement)
        case CredentialStage.TURNED_DOWN:
            return awarding.turn_down_card(say, achievement)
        case CredentialStage.AWARDED | CredentialStage.ISSUED if amended:
            return earning.amended_letter(say, credential, achievement)
        case CredentialStage.AWARDED | CredentialStage.ISSUED:
            return earning.earned_letter(say, credential, achievement, awarder)


@dataclass(frozen=True, slots=True)
class Fallback:
    """The letter sent to another person because the original cannot be delivered."""

    topic: NotificationKind
    addressee: ToPerson
    workspace_id: UUID
    content: str | None = None


def fallback_notifications(letter: Letter, store: Store) -> tuple[Fallback, ...]:
    """The letters to send when the platform rejects a letter; none, if no other person can help."""
    home = letter.workspace_id
    match letter.topic:
        case NotificationKind.CELEBRATION:
            recipient = ToPerson(store.credentials.get(letter.subject_id).recipient_id)
            return (Fallback(NotificationKind.CLOSED_CHANNEL, recipient, home),)
        case NotificationKind.TO_DECIDE if isinstance(letter.addressee, ToPerson):
            whom = json.dumps({"person": str(letter.addressee.person_id)})
            return tuple(
                Fallback(
                    NotificationKind.APPROVER_AWAY,
                    ToPerson(nomination.nominator_id),
                    nomination.workspace_id,
                    whom,
                )
                for nomination in not_withdrawn(store.nominations.of_case(letter.subject_id))
            )
        case NotificationKind.EARNED:
            awarder = ToPerson(store.credentials.get(letter.subject_id).awarder_id)
            return (Fallback(NotificationKind.EARNER_AWAY, awarder, home),)
        case _:
            return ()


def _unreachable(letter: Letter, store: Store) -> UUID:
    """The approver that a request could not be delivered to; letters of an older release do not name them."""
    if letter.content:
        return UUID(json.loads(letter.content)["person"])
    return store.nominations.approval_requests(letter.subject_id)[-1].person_id


def still_worth_sending(letter: Letter, store: Store) -> bool:
    """Whether a queued letter should still be sent, given what happened since."""
    if letter.topic in (NotificationKind.EARNED, NotificationKind.AMENDED):
        return store.credentials.get(letter.subject_id).stage.is_active
    if letter.topic in (NotificationKind.TO_DECIDE, NotificationKind.REMINDER, NotificationKind.NUDGE):
        # a first card is sent even if its case is decided by now, so that the approver sees the outcome
        return (
            letter.topic is NotificationKind.TO_DECIDE
            or store.nominations.case(letter.subject_id).decision is None
        )
    if letter.topic is NotificationKind.CELEBRATION:
        return consent(store.credentials.get(letter.subject_id)).in_chat
    return True
