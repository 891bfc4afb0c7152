"""`/mybadges`: what a person holds, shown to them alone, and a private way to take it along."""

import hashlib

from bot.awarding.model import Stage
from bot.awarding.rules import refuse_gone
from bot.earning import cards
from bot.earning.model import LINK_LASTS, DownloadLink
from bot.errors import Refusal
from bot.forms import Reply
from bot.naming import own_credential
from bot.turn import Turn


def my_badges(turn: Turn, page: int = 0) -> Reply:
    """The list, newest first."""
    held = [one for one in turn.store.credentials.of_recipient(turn.actor.id) if one.stage.stands]
    return cards.my_badges(
        turn.say, tuple((one, turn.store.catalogue.get(one.achievement_id)) for one in held), page
    )


def turn_page(turn: Turn, token: str) -> Reply:
    """Another page of the list."""
    return my_badges(turn, int(token) if token.isdecimal() and len(token) < 4 else 0)


def download(turn: Turn, token: str) -> Reply:
    """Makes a link that opens one download, for fifteen minutes."""
    credential = own_credential(turn, token)
    refuse_gone(credential)
    if credential.stage is Stage.AWARDED:
        raise Refusal("being_signed")
    secret = turn.chance.token()
    expires = turn.now + LINK_LASTS
    turn.store.credentials.add_link(DownloadLink(hashed(secret), credential.id, expires))
    return cards.download(turn.say, turn.store.catalogue.get(credential.achievement_id), secret)


def hashed(secret: str) -> str:
    """How a link's secret is kept: SHA-256, in hex. It is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
