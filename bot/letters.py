"""Composes a letter's card at the moment it is sent, from the state of that moment.

A letter may have nothing to say any more when its turn comes: its award was undone before the earner heard of it.
"""

import json
from typing import assert_never

from bot.awarding import cards as awarding
from bot.awarding.model import Stage
from bot.card_json import from_json
from bot.cards import Card, Line
from bot.earning import cards as earning
from bot.nominating import cards as nominating
from bot.outbox import Letter, ToPerson, Topic
from bot.ports import Store
from bot.sharing import cards as sharing
from bot.sharing.rules import consent
from bot.wording import Wording


def compose(letter: Letter, store: Store, say: Wording) -> Card:
    """The letter's card, as things stand now."""
    match letter.topic:
        case Topic.REPLY | Topic.NOTICE:
            card: Card = from_json(json.loads(letter.content or ""))
            return card
        case Topic.TO_DECIDE:
            return nominating.to_decide(
                say, nominating.shown(store, store.nominations.get(letter.subject_id))
            )
        case Topic.DECIDED:
            return nominating.decided_letter(
                say, nominating.shown(store, store.nominations.get(letter.subject_id))
            )
        case Topic.APPROVER_AWAY:
            return nominating.approver_away(
                say, store.people.get(store.nominations.get(letter.subject_id).approver_id)
            )
        case Topic.EARNED | Topic.UNDONE | Topic.CELEBRATION | Topic.CLOSED_CHANNEL | Topic.EARNER_AWAY:
            return _about_credential(letter, store, say)
        case _:
            assert_never(letter.topic)


def _about_credential(letter: Letter, store: Store, say: Wording) -> Card:
    credential = store.credentials.get(letter.subject_id)
    achievement = store.catalogue.get(credential.achievement_id)
    if letter.topic is Topic.UNDONE:
        return awarding.undone_letter(say, achievement)
    if letter.topic is Topic.CLOSED_CHANNEL:
        return sharing.closed_channel(say, achievement)
    if letter.topic is Topic.EARNER_AWAY:
        return earning.earner_away(say, store.people.get(credential.recipient_id), achievement)
    if letter.topic is Topic.CELEBRATION:
        recipient = store.people.get(credential.recipient_id)
        return sharing.celebratory(say, recipient, achievement, consent(credential), credential.path)
    if credential.stage is Stage.UNDONE:
        return awarding.undone_letter(say, achievement)
    awarder: Line = (store.people.get(credential.awarder_id).mention,)
    return earning.earned(say, credential, achievement, awarder)


def told_instead(letter: Letter, store: Store) -> tuple[Topic, ToPerson] | None:
    """Who hears it when the platform does not let a letter through, and what they hear; None: nobody can mend it."""
    match letter.topic:
        case Topic.CELEBRATION:
            return Topic.CLOSED_CHANNEL, ToPerson(store.credentials.get(letter.subject_id).recipient_id)
        case Topic.TO_DECIDE:
            return Topic.APPROVER_AWAY, ToPerson(store.nominations.get(letter.subject_id).nominator_id)
        case Topic.EARNED:
            return Topic.EARNER_AWAY, ToPerson(store.credentials.get(letter.subject_id).awarder_id)
        case _:
            return None


def still_worth_sending(letter: Letter, store: Store) -> bool:
    """Whether a letter that waits should go out at all, given what happened since it was queued."""
    if letter.topic is Topic.EARNED:
        return store.credentials.get(letter.subject_id).stage is not Stage.UNDONE
    if letter.topic is Topic.CELEBRATION:
        return consent(store.credentials.get(letter.subject_id)).in_chat
    return True
