"""Who proposed or gave what to whom lately: what the notes on an approver's card are worked out from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Table, bindparam, func, select, union_all

from adapters.database.catalogue import achievements
from adapters.database.columns import metadata
from adapters.database.credentials import credentials
from bot.nominating.model import Outcome
from bot.nominating.signals import Gift, Saying

MOST_SAYINGS = 200


class GiftStore:
    """The part of `bot.ports.Nominations` that looks back."""

    connection: Connection

    def gifts(self, people: Sequence[UUID], since: datetime) -> Sequence[Gift]:
        """Nominations that were not taken back, and direct awards, by these people."""
        return self._gifts("giver", people, since)

    def gifts_to(self, person_id: UUID, since: datetime) -> Sequence[Gift]:
        """The same, to somebody."""
        return self._gifts("recipient", [person_id], since)

    def sayings(self, organisation_id: UUID, slug: str, since: datetime, but: UUID) -> Sequence[Saying]:
        """Citations for an achievement in other cases, newest first, without those that were taken back."""
        table = metadata.tables["nominations"]
        of_it = select(achievements.c.id).where(
            achievements.c.organisation_id == organisation_id, achievements.c.slug == slug
        )
        query = (
            select(table.c.id, table.c.nominator_id, table.c.citation, table.c.at)
            .where(
                table.c.achievement_id.in_(of_it),
                table.c.organisation_id == organisation_id,
                table.c.at >= since,
                table.c.case_id != but,
                table.c.outcome != Outcome.WITHDRAWN.value,
            )
            .order_by(table.c.at.desc())
            .limit(MOST_SAYINGS)
        )
        return [Saying(*row) for row in self.connection.execute(query)]

    def _gifts(self, end: str, people: Sequence[UUID], since: datetime) -> Sequence[Gift]:
        table = metadata.tables["nominations"]
        proposed = select(
            table.c.nominator_id.label("giver"), table.c.nominee_id.label("recipient"), table.c.at
        ).where(table.c.at >= bindparam("since"), table.c.outcome != Outcome.WITHDRAWN.value)
        given = select(
            credentials.c.awarder_id.label("giver"),
            credentials.c.recipient_id.label("recipient"),
            credentials.c.awarded_at.label("at"),
        ).where(credentials.c.awarded_at >= bindparam("since"), credentials.c.nomination_id.is_(None))
        ids: BindParameter[Sequence[UUID]] = bindparam("people", expanding=True)
        by = {
            "giver": (table.c.nominator_id, credentials.c.awarder_id),
            "recipient": (table.c.nominee_id, credentials.c.recipient_id),
        }[end]
        query = union_all(proposed.where(by[0].in_(ids)), given.where(by[1].in_(ids)))
        rows = self.connection.execute(query, {"since": since, "people": list(people)})
        return [Gift(row.giver, row.recipient, row.at) for row in rows]

    def _made(self, table: Table, person_id: UUID, slug: str, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(table.join(achievements, achievements.c.id == table.c.achievement_id))
            .where(
                table.c.nominator_id == person_id,
                table.c.at >= since,
                table.c.outcome.not_in((Outcome.WITHDRAWN.value, Outcome.DECLINED.value)),
                achievements.c.slug == slug,
            )
        )
        return self.connection.execute(query).scalar_one()
