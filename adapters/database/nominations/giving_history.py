"""Recent giving history: nominations and direct awards between people, for the notes on an approver's card."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Select,
    Table,
    Uuid,
    bindparam,
    func,
    select,
    union_all,
)

from adapters.database.catalogue.catalogue import achievements
from adapters.database.credentials.credentials import credentials
from adapters.database.engine.columns import Utc, metadata
from bot.domain.nominations.model import NominationOutcome
from bot.domain.nominations.rings import GivingEdge
from bot.domain.nominations.signals import AuthoredCitation, GivingActivity, GivingTotal

MOST_SAYINGS = 200


class GivingHistoryStore:
    """The part of `bot.context.store.NominationRepository` about giving history."""

    connection: Connection

    def giving_edges(self, people: Sequence[UUID], since: datetime) -> Sequence[GivingEdge]:
        """How often these people nominated or directly awarded which others; without withdrawn nominations."""
        rows = self.connection.execute(_ties_query(), {"since": since, "people": list(people)})
        return [GivingEdge(*row) for row in rows]

    def all_giving_edges(self, organisation_id: UUID, since: datetime) -> Sequence[GivingEdge]:
        """The same of all people of an organisation."""
        asked = {"since": since, "organisation_id": organisation_id}
        return [GivingEdge(*row) for row in self.connection.execute(_all_ties_query(), asked)]

    def giving_total(self, organisation_id: UUID, since: datetime, until: datetime) -> GivingTotal:
        """All gifts of an organisation from `since` to `until`, and the people who gave or received."""
        asked = {"since": since, "until": until, "organisation_id": organisation_id}
        rows = self.connection.execute(_gifts_query(), asked).all()
        return GivingTotal(len(rows), len({person for row in rows for person in row}))

    def giving_activity(
        self, giver_id: UUID, recipient_id: UUID, since: datetime, until: datetime
    ) -> GivingActivity:
        """How often the giver gave, and the recipient received, from `since` to `until`."""
        asked = {"since": since, "until": until}
        return GivingActivity(
            self.connection.execute(_count_query("giver"), {**asked, "person": giver_id}).scalar_one(),
            self.connection.execute(
                _count_query("recipient"), {**asked, "person": recipient_id}
            ).scalar_one(),
        )

    def citations_elsewhere(
        self, organisation_id: UUID, slug: str, since: datetime, but: UUID
    ) -> Sequence[AuthoredCitation]:
        """Citations for an achievement in other cases, newest first, without withdrawn nominations."""
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
                table.c.outcome != NominationOutcome.WITHDRAWN.value,
            )
            .order_by(table.c.at.desc())
            .limit(MOST_SAYINGS)
        )
        return [AuthoredCitation(*row) for row in self.connection.execute(query)]

    def _count_nominations(self, table: Table, person_id: UUID, slug: str, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(table.join(achievements, achievements.c.id == table.c.achievement_id))
            .where(
                table.c.nominator_id == person_id,
                table.c.at >= since,
                table.c.outcome.not_in((NominationOutcome.WITHDRAWN.value, NominationOutcome.DECLINED.value)),
                achievements.c.slug == slug,
            )
        )
        return self.connection.execute(query).scalar_one()


def _nominated_and_awarded() -> tuple[Select[UUID, UUID], Select[UUID, UUID]]:
    """Giver and recipient of nominations, and of direct awards."""
    table = metadata.tables["nominations"]
    proposed = select(table.c.nominator_id.label("giver"), table.c.nominee_id.label("recipient")).where(
        table.c.at >= bindparam("since"), table.c.outcome != NominationOutcome.WITHDRAWN.value
    )
    given = select(
        credentials.c.awarder_id.label("giver"), credentials.c.recipient_id.label("recipient")
    ).where(credentials.c.awarded_at >= bindparam("since"), credentials.c.nomination_id.is_(None))
    return proposed, given


@cache
def _ties_query() -> Select[UUID, UUID, int]:
    ids: BindParameter[Sequence[UUID]] = bindparam("people", expanding=True)
    return _counted(*(half.where(half.selected_columns.giver.in_(ids)) for half in _nominated_and_awarded()))


@cache
def _all_ties_query() -> Select[UUID, UUID, int]:
    return _counted(*_of_organisation())


@cache
def _gifts_query() -> CompoundSelect[UUID, UUID]:
    """Every gift of an organisation in a time."""
    table, until = metadata.tables["nominations"], bindparam("until", type_=Utc)
    proposed, given = _of_organisation()
    return union_all(proposed.where(table.c.at <= until), given.where(credentials.c.awarded_at <= until))


def _of_organisation() -> tuple[Select[UUID, UUID], Select[UUID, UUID]]:
    proposed, given = _nominated_and_awarded()
    organisation_id = bindparam("organisation_id", type_=Uuid)
    nominations = metadata.tables["nominations"]
    return (
        proposed.where(nominations.c.organisation_id == organisation_id),
        given.where(credentials.c.organisation_id == organisation_id),
    )


def _counted(*halves: Select[UUID, UUID]) -> Select[UUID, UUID, int]:
    both = union_all(*halves).subquery()
    return select(both.c.giver, both.c.recipient, func.count()).group_by(both.c.giver, both.c.recipient)


@cache
def _count_query(end: str) -> Select[int]:
    """How many nominations and awards have this person at `end`: giver or recipient."""
    table = metadata.tables["nominations"]
    proposed, given = _nominated_and_awarded()
    both = union_all(
        proposed.where(
            proposed.selected_columns[end] == bindparam("person"), table.c.at <= bindparam("until")
        ),
        given.where(
            given.selected_columns[end] == bindparam("person"), credentials.c.awarded_at <= bindparam("until")
        ),
    ).subquery()
    return select(func.count()).select_from(both)
