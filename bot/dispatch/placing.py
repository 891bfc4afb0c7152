"""Where an answer to a button is shown: apart, in place of the pressed card, or as the pressed letter itself.

reply, pressed = place_reply(ctx, origin, reply)
"""

from dataclasses import replace
from uuid import UUID

from bot.context.context import RequestContext, UseCaseContext
from bot.context.notify import refresh
from bot.context.store import Store
from bot.dispatch.notifications import compose
from bot.domain.outbox.model import Letter
from bot.messages.cards import AnswerPlace, Card
from bot.messages.forms import Reply, as_card
from bot.messages.requests import Origin
from bot.messages.wording import Wording
from bot.presenting.home_cards import way_back
from bot.presenting.letters import wording_for


def place_reply(ctx: RequestContext, origin: Origin, reply: Reply) -> Reply:
    """The answer as it is to be shown; its `place` is `PRESSED` only if it can take the place of the pressed card."""
    if not isinstance(reply, Card):
        return reply
    if at_home(origin) and reply.place is not AnswerPlace.HOME:
        return replace(way_back(ctx.say, reply), place=_place(origin))
    if reply.place is AnswerPlace.APART:
        return reply
    if reply.place is AnswerPlace.LETTER:
        letter = pressed_letter(ctx.store, ctx.workspace.id, origin)
        if letter is None:
            return replace(reply, place=AnswerPlace.APART)
        say = wording_for(letter, ctx.store, ctx.languages)
        shown = as_card(compose(letter, ctx.store, say))
        return replace(shown if can_replace(origin) else reply, place=_place(origin))
    return replace(reply, place=_place(origin))


def at_home(origin: Origin) -> bool:
    """Whether a button of the person's home was pressed."""
    return origin.pressed is not None and origin.pressed.home


def with_way_back(say: Wording, origin: Origin, card: Card) -> Card:
    """A refusal; at home with the way back."""
    return way_back(say, card) if at_home(origin) else card


def pressed_letter(store: Store, workspace_id: UUID, origin: Origin) -> Letter | None:
    """The letter whose button was pressed, if it is one that can be composed anew."""
    card = origin.pressed
    return store.outbox.posted_letter(workspace_id, card.conversation, card.message) if card else None


def refresh_pressed(ctx: UseCaseContext, origin: Origin) -> None:
    """Shows the letter anew whose button was refused: what it shows may be over."""
    letter = pressed_letter(ctx.store, ctx.workspace.id, origin)
    if letter:
        refresh(ctx, letter.subject_id)


def can_replace(origin: Origin) -> bool:
    """Whether an answer can take the place of the pressed card."""
    return origin.replaces or (origin.pressed is not None and origin.pressed.route is not None)


def _place(origin: Origin) -> AnswerPlace:
    return AnswerPlace.PRESSED if can_replace(origin) else AnswerPlace.APART
