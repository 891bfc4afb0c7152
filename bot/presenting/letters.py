"""Composes a letter's card at the moment it is sent, from the state of that moment.

By then a letter may be pointless, for example because its award was undone before the earner was told.
"""

import json
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, Stage
from bot.domain.nominations.model import open_ones
from bot.domain.outbox.model import Letter, ToPerson, Topic
from bot.domain.sharing.rules import consent
from bot.messages.card_json import from_json
from bot.messages.cards import Card, Line
from bot.messages.forms import Reply
from bot.messages.wording import Wording
from bot.presenting import approver_cards as approving
from bot.presenting import award_cards as awarding
from bot.presenting import earner_cards as earning
from bot.presenting import nomination_cards as nominating
from bot.presenting import sharing_cards as sharing
from bot.use_cases.nominations.case_view import shown


def compose(letter: Letter, store: Store, say: Wording) -> Reply:
    """The letter's card, from the current state; a form, where an answer asks for more."""
    match letter.topic:
        case Topic.REPLY | Topic.NOTICE:
            reply: Reply = from_json(json.loads(letter.content or ""))
            return reply
        case Topic.TO_DECIDE | Topic.REMINDER | Topic.NUDGE:
            return _to_decide(letter, store, say)
        case Topic.DECIDED:
            nomination = store.nominations.get(letter.subject_id)
            return nominating.decided_letter(say, nominating.shown_to_nominator(store, nomination))
        case Topic.APPROVER_AWAY:
            return nominating.approver_away(say, store.people.get(_unreachable(letter, store)))
        case (
            Topic.EARNED
            | Topic.UNDONE
            | Topic.REVOKED
            | Topic.AMENDED
            | Topic.CELEBRATION
            | Topic.CLOSED_CHANNEL
            | Topic.EARNER_AWAY
        ):
            return _about_credential(letter, store, say)
        case _:
            assert_never(letter.topic)


def _to_decide(letter: Letter, store: Store, say: Wording) -> Card:
    viewer = letter.addressee.person_id if isinstance(letter.addressee, ToPerson) else None
    opening: Line = ()
    if letter.topic is Topic.REMINDER:
        opening = say.line("decide.reminder")
    elif letter.topic is Topic.NUDGE:
        opening = say.line("decide.nudge")
    case = store.nominations.case(letter.subject_id)
    return approving.to_decide(say, shown(store, case, viewer), opening)


def _about_credential(letter: Letter, store: Store, say: Wording) -> Card:
    credential = store.credentials.get(letter.subject_id)
    achievement = store.catalogue.get(credential.achievement_id)
    match letter.topic:
        case Topic.UNDONE:
            return awarding.undone_letter(say, achievement)
        case Topic.REVOKED:
            return awarding.revoked_letter(say, credential, achievement)
        case Topic.CLOSED_CHANNEL:
            return sharing.closed_channel(say, achievement)
        case Topic.EARNER_AWAY:
            return earning.earner_away(say, store.people.get(credential.recipient_id), achievement)
        case Topic.CELEBRATION:
            recipient = store.people.get(credential.recipient_id)
            return sharing.celebratory(say, recipient, achievement, consent(credential), credential.path)
        case _:
            awarder: Line = (store.people.get(credential.awarder_id).mention,)
            amended = letter.topic is Topic.AMENDED
            return _to_earner(say, credential, achievement, awarder, amended=amended)


def _to_earner(
    say: Wording, credential: Credential, achievement: Achievement, awarder: Line, *, amended: bool
) -> Card:
    """The letter about a badge, worded for the badge's current stage."""
    match credential.stage:
        case Stage.UNDONE:
            return awarding.undone_letter(say, achievement)
        case Stage.REVOKED:
            return awarding.revoked_letter(say, credential, achievement)
        case Stage.TURNED_DOWN:
            return awarding.turned_down(say, achievement)
        case Stage.AWARDED | Stage.ISSUED if amended:
            return earning.amended(say, credential, achievement)
        case Stage.AWARDED | Stage.ISSUED:
            return earning.earned(say, credential, achievement, awarder)


@dataclass(frozen=True, slots=True)
class Instead:
    """The letter sent to another person because the original cannot be delivered."""

    topic: Topic
    addressee: ToPerson
    workspace_id: UUID
    content: str | None = None


def told_instead(letter: Letter, store: Store) -> tuple[Instead, ...]:
    """The letters to send when the platform rejects a letter; none, if no other person can help."""
    home = letter.workspace_id
    match letter.topic:
        case Topic.CELEBRATION:
            recipient = ToPerson(store.credentials.get(letter.subject_id).recipient_id)
            return (Instead(Topic.CLOSED_CHANNEL, recipient, home),)
        case Topic.TO_DECIDE if isinstance(letter.addressee, ToPerson):
            whom = json.dumps({"person": str(letter.addressee.person_id)})
            return tuple(
                Instead(Topic.APPROVER_AWAY, ToPerson(one.nominator_id), one.workspace_id, whom)
                for one in open_ones(store.nominations.of_case(letter.subject_id))
            )
        case Topic.EARNED:
            awarder = ToPerson(store.credentials.get(letter.subject_id).awarder_id)
            return (Instead(Topic.EARNER_AWAY, awarder, home),)
        case _:
            return ()


def _unreachable(letter: Letter, store: Store) -> UUID:
    """The approver that a request could not be delivered to; letters of an older release do not name them."""
    if letter.content:
        return UUID(json.loads(letter.content)["person"])
    return store.nominations.askings(letter.subject_id)[-1].person_id


def still_worth_sending(letter: Letter, store: Store) -> bool:
    """Whether a queued letter should still be sent, given what happened since."""
    if letter.topic in (Topic.EARNED, Topic.AMENDED):
        return store.credentials.get(letter.subject_id).stage.stands
    if letter.topic in (Topic.TO_DECIDE, Topic.REMINDER, Topic.NUDGE):
        # a first card is sent even if its case is decided by now, so that the approver sees the outcome
        return letter.topic is Topic.TO_DECIDE or store.nominations.case(letter.subject_id).decision is None
    if letter.topic is Topic.CELEBRATION:
        return consent(store.credentials.get(letter.subject_id)).in_chat
    return True
