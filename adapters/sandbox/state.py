"""Everything one user may see of the sandbox, in one JSON value: the initial state of the page."""

from collections.abc import Mapping, Sequence
from itertools import chain

from adapters.sandbox.answering import Sandbox
from adapters.sandbox.cast import Player
from adapters.sandbox.ports import Message
from bot.dispatch.actions import COMMANDS
from bot.messages.platforms import Conversation


async def state(sandbox: Sandbox, me: Player) -> Mapping[str, object]:
    """The state for `me`. `last` is the newest event it contains: the page listens from there.

    `play` is the id of the oldest message of all, which changes when everything starts over.
    """
    chat = sandbox.chat
    # Read before the messages: an event that comes in between is sent twice, never lost.
    last = chat.hub.last
    letters = [await _seen(sandbox, one, chat.cast.direct(one)) for one in chat.cast.players]
    mine = [(one, await _seen(sandbox, me, one)) for one in chat.cast.conversations(me)]
    shared = [message for _, messages in mine for message in messages if message.visible_to is None]
    oldest = min((*shared, *chain(*letters)), key=lambda message: (message.at, message.id), default=None)
    return {
        "workspace": chat.cast.name,
        "play": str(oldest.id) if oldest else None,
        "me": me.external_id,
        "people": [_person(one, sent) for one, sent in zip(chat.cast.players, letters, strict=True)],
        "conversations": [_conversation(sandbox, one, messages) for one, messages in mine],
        "badges": [{"slug": slug, "name": name} for slug, name in sandbox.badges],
        "commands": list(COMMANDS),
        "now": chat.now().isoformat(),
        "last": last,
    }


async def _seen(sandbox: Sandbox, player: Player, conversation: Conversation) -> Sequence[Message]:
    chat = sandbox.chat
    return await chat.run(chat.log.visible_to, player.external_id, conversation.external_id)


def _person(player: Player, letters: Sequence[Message]) -> Mapping[str, object]:
    """A user to switch to; `stirred` is when Laurel last wrote to them privately, without the content."""
    stirred = [message.at.isoformat() for message in letters if message.author is None]
    return {
        "id": player.external_id,
        "handle": player.handle,
        "name": player.name,
        "title": player.title,
        "stirred": stirred[-1] if stirred else None,
    }


def _conversation(
    sandbox: Sandbox, conversation: Conversation, messages: Sequence[Message]
) -> Mapping[str, object]:
    rooms = sandbox.chat.cast.rooms
    room = next((one for one in rooms if one.external_id == conversation.external_id), None)
    return {
        "id": conversation.external_id,
        "direct": conversation.direct,
        "name": room.name if room else "Laurel",
        "about": room.about if room else "",
        "messages": [sandbox.chat.shown(message) for message in messages],
    }
