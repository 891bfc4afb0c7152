"""Edited messages: one that did something does nothing more, any other is read anew.

What a message did is noted under a name that stays when it is edited, as long as answered requests are remembered;
an older message is left alone.
"""

from datetime import datetime, timedelta

from bot.context.store import Store
from bot.domain.organisations import Workspace
from bot.messages.refusals import Refusal
from bot.messages.requests import Origin

EDITS_COUNT = timedelta(days=5)
"""How long an edit is read; answered requests are remembered for longer (`adapters/worker/retention.py`)."""


def refuse_edit(store: Store, workspace: Workspace, origin: Origin, now: datetime) -> None:
    """Raises if the message was edited after it did something, or so late that this is not known any more."""
    if not origin.edited or origin.message is None:
        return
    if store.requests.stored_answer(workspace.id, _noted(origin.message)) is not None:
        raise Refusal("edited_when_done")
    if origin.written_at and now - origin.written_at > EDITS_COUNT:
        raise Refusal("edited_too_late")


def note_taken_up(store: Store, workspace: Workspace, origin: Origin, now: datetime) -> None:
    """Notes that a message did something, or that it waits to be done."""
    if origin.message is None:
        return
    name = _noted(origin.message)
    if store.requests.stored_answer(workspace.id, name) is None:
        store.requests.remember(workspace.id, name, "null", now)


def _noted(message: str) -> str:
    return f"done:{message}"
