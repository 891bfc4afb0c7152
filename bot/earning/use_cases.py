"""`/mybadges`: what a person holds, shown to them alone, and a private way to take it along."""

import hashlib
from dataclasses import replace
from uuid import UUID

from bot.awarding.granting import sign_again
from bot.awarding.model import Credential, Stage
from bot.awarding.rules import refuse_gone
from bot.catalogue.model import Achievement
from bot.earning import cards
from bot.earning.model import LINK_LASTS, DownloadLink, RecordLink
from bot.errors import Refusal
from bot.forms import Reply
from bot.naming import own_credential
from bot.ports import Store
from bot.turn import Turn


def my_badges(turn: Turn, page: int = 0) -> Reply:
    """The list, newest first."""
    return cards.my_badges(turn.say, held_by(turn.store, turn.actor.id), page)


def held_by(store: Store, person_id: UUID) -> tuple[tuple[Credential, Achievement], ...]:
    """What somebody holds, newest first; two look-ups, however much it is."""
    held = [one for one in store.credentials.of_recipient(person_id) if one.stage.stands]
    achievements = store.catalogue.several({one.achievement_id for one in held})
    return tuple((one, achievements[one.achievement_id]) for one in held)


def turn_page(turn: Turn, token: str) -> Reply:
    """Another page of the list."""
    return my_badges(turn, int(token) if token.isdecimal() and len(token) < 4 else 0)


def download(turn: Turn, token: str) -> Reply:
    """Makes a link that opens one download, for fifteen minutes."""
    credential = _own_signed(turn, token)
    secret = turn.chance.token()
    expires = turn.now + LINK_LASTS
    turn.store.credentials.add_link(DownloadLink(hashed(secret), credential.id, expires))
    return cards.download(turn.say, credential, turn.store.catalogue.get(credential.achievement_id), secret)


def everything(turn: Turn, _token: str) -> Reply:
    """Makes a link to one download of all that is signed, as one record, for fifteen minutes."""
    held = turn.store.credentials.of_recipient(turn.actor.id)
    if not any(one.stage is Stage.ISSUED for one in held):
        raise Refusal("nothing_signed")
    secret = turn.chance.token()
    turn.store.credentials.add_record_link(RecordLink(hashed(secret), turn.actor.id, turn.now + LINK_LASTS))
    return cards.everything(turn.say, secret)


def include_words(turn: Turn, token: str) -> Reply:
    """The earner wants the citation inside their file, where whoever gets the file can read it."""
    credential = _own_signed(turn, token)
    if not credential.citation:
        raise Refusal("unknown_thing")
    if credential.worded_at is None:
        sign_again(turn, replace(credential, worded_at=turn.now), "words")
        turn.record("include_words", credential.id, "recipient")
    return cards.worded(
        turn.say, credential, turn.store.catalogue.get(credential.achievement_id), inside=True
    )


def leave_words_out(turn: Turn, token: str) -> Reply:
    """The earner does not want it there any more; files that were taken along before still hold it."""
    credential = _own_signed(turn, token)
    if credential.worded_at is not None:
        sign_again(turn, replace(credential, worded_at=None), "words")
        turn.record("leave_words_out", credential.id, "recipient")
    return cards.worded(
        turn.say, credential, turn.store.catalogue.get(credential.achievement_id), inside=False
    )


def _own_signed(turn: Turn, token: str) -> Credential:
    credential = own_credential(turn, token)
    refuse_gone(credential)
    if credential.stage is Stage.AWARDED:
        raise Refusal("being_signed")
    return credential


def hashed(secret: str) -> str:
    """How a link's secret is kept: SHA-256, in hex. It is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
