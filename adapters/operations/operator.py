"""What commands beside the database share: they act as the operator, and space out their letters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.composition.application import Application
from adapters.database.queue.outbox import OutboxStore
from adapters.database.queue.rate_limits import WORKSPACE_PACE
from adapters.database.unit_of_work import store_of
from adapters.system import SystemIdGenerator
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.domain.organisations import Organisation, Workspace
from bot.domain.outbox.model import Job, Letter
from bot.messages.platforms import Platform

CHATS = (Platform.SLACK, Platform.TEAMS, Platform.SANDBOX)
"""Where people can be written to."""


@dataclass
class LetterSpacing:
    """Spreads the letters of one run out at the pace of their workspaces, so that other letters need not wait."""

    pace: float
    """Of a conversation, in letters a second; 0 for no limit."""
    _posted: "Counter[UUID]" = field(default_factory=Counter)

    def spaced(self, letter: Letter) -> Letter:
        """The letter, due after those of this run that go to the same workspace."""
        before = self._posted[letter.workspace_id]
        self._posted[letter.workspace_id] += 1
        wait = before / (self.pace * WORKSPACE_PACE) if self.pace else 0.0
        return replace(letter, queued_at=letter.queued_at + timedelta(seconds=wait))


class SpacedOutbox(OutboxStore):
    """The outbox of a run over many badges."""

    def __init__(self, connection: Connection, spacing: LetterSpacing) -> None:
        super().__init__(connection)
        self.spacing = spacing

    def post(self, letter: Letter, also: Sequence[Job] = ()) -> bool:
        """As in any outbox, and spaced out."""
        return super().post(self.spacing.spaced(letter), also)

    def post_all(self, new: Sequence[Letter]) -> None:
        """As in any outbox, and spaced out."""
        super().post_all([self.spacing.spaced(letter) for letter in new])


def operator_context(
    application: Application,
    connection: Connection,
    organisation: Organisation,
    now: datetime,
    spacing: LetterSpacing | None = None,
) -> UseCaseContext:
    """The context of an operator, whose letters are spaced out."""
    ctx = shell_context(connection, organisation, now, application.ids)
    return (
        replace(ctx, store=replace(ctx.store, outbox=SpacedOutbox(connection, spacing))) if spacing else ctx
    )


def shell_context(
    connection: Connection, organisation: Organisation, now: datetime, ids: IdGenerator | None = None
) -> UseCaseContext:
    """The context of an operator: no actor, in the workspace of the command line, which need not be stored yet."""
    store, ids, name = store_of(connection), ids or SystemIdGenerator(), str(organisation.id)
    shell = store.people.workspace(Platform.CLI, name)
    return UseCaseContext(
        shell or Workspace(ids.new_id(), organisation, Platform.CLI, name), None, now, store, ids
    )
