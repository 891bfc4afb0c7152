"""Everything one user may see of the sandbox, in one JSON value: the initial state of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain

from adapters.sandbox.answering import Sandbox
from adapters.sandbox.cast import DemoUser
from adapters.sandbox.ports import SandboxMessage
from bot.dispatch.actions import VOCABULARY
from bot.messages.platforms import Conversation


async def state(sandbox: Sandbox, me: DemoUser) -> Mapping[str, object]:
    """The state for `me`. `last` is the newest event it contains: the page listens from there.

    `play` is the id of the oldest message of all, which changes when everything starts over.
    """
    chat = sandbox.chat
    # Read before the messages: an event that comes in between is sent twice, never lost.
    last = chat.hub.last
    letters = [
        await _visible_messages(sandbox, demo_user, chat.scenario.direct_conversation(demo_user))
        for demo_user in chat.scenario.users
    ]
    mine = [
        (conversation, await _visible_messages(sandbox, me, conversation))
        for conversation in chat.scenario.conversations(me)
    ]
    shared = [message for _, messages in mine for message in messages if message.visible_to is None]
    oldest = min((*shared, *chain(*letters)), key=lambda message: (message.at, message.id), default=None)
    return {
        "workspace": chat.scenario.name,
        "play": str(oldest.id) if oldest else None,
        "me": me.external_id,
        "people": [
            _person(demo_user, sent) for demo_user, sent in zip(chat.scenario.users, letters, strict=True)
        ],
        "conversations": [_conversation(sandbox, conversation, messages) for conversation, messages in mine],
        "badges": [asdict(badge) for badge in sandbox.badges],
        "commands": [{"name": name, "words": words} for name, words in VOCABULARY.items()],
        "now": chat.now().isoformat(),
        "last": last,
    }


async def _visible_messages(
    sandbox: Sandbox, player: DemoUser, conversation: Conversation
) -> Sequence[SandboxMessage]:
    chat = sandbox.chat
    return await chat.run(chat.log.visible_to, player.external_id, conversation.external_id)


def _person(player: DemoUser, letters: Sequence[SandboxMessage]) -> Mapping[str, object]:
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
    sandbox: Sandbox, conversation: Conversation, messages: Sequence[SandboxMessage]
) -> Mapping[str, object]:
    rooms = sandbox.chat.scenario.channels
    room = next(
        (demo_channel for demo_channel in rooms if demo_channel.external_id == conversation.external_id), None
    )
    return {
        "id": conversation.external_id,
        "direct": conversation.direct,
        "name": room.name if room else "Laurel",
        "about": room.about if room else "",
        "messages": [sandbox.chat.as_json(message) for message in messages],
    }
