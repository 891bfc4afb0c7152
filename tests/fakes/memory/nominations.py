"""Nominations, and the giving history that they and direct awards make, in memory."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.domain.nominations.model import Nomination, NominationOutcome
from bot.domain.nominations.rings import GivingEdge
from bot.domain.nominations.signals import AuthoredCitation, GivingActivity, GivingTotal
from tests.fakes.memory.cases import CasesInMemory
from tests.fakes.memory.tables import StoredNomination, UniqueViolation, found, insert

MOST_CITATIONS = 200
_OPEN, _WITHDRAWN = NominationOutcome.OPEN, NominationOutcome.WITHDRAWN


class NominationsInMemory(CasesInMemory):
    """Implements `bot.domain.nominations.ports.NominationRepository`."""

    def add(self, nomination: Nomination, slug: str) -> bool:
        for stored in self.tables.nominations.values():
            other = stored.nomination
            is_same = (other.nominee_id, other.nominator_id) == (
                nomination.nominee_id,
                nomination.nominator_id,
            )
            if is_same and other.outcome is _OPEN and stored.slug == slug:
                return False
            if other.token == nomination.token:
                raise UniqueViolation("found another nomination of that token")
        insert(self.tables.nominations, nomination.id, StoredNomination(nomination, slug))
        return True

    def get(self, nomination_id: UUID) -> Nomination:
        nomination: Nomination = found(self.tables.nominations, nomination_id).nomination
        return nomination

    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None:
        wanted = (organisation_id, token)
        return next((row for row in self._all() if (row.organisation_id, row.token) == wanted), None)

    def of_case(self, case_id: UUID) -> Sequence[Nomination]:
        return sorted((row for row in self._all() if row.case_id == case_id), key=_age)

    def of_nominator(self, person_id: UUID, most: int) -> Sequence[Nomination]:
        rows = [row for row in self._all() if row.nominator_id == person_id]
        return sorted(rows, key=_age, reverse=True)[:most]

    def change(self, nomination: Nomination) -> None:
        stored = found(self.tables.nominations, nomination.id)
        after = replace(
            stored.nomination,
            citation=nomination.citation,
            outcome=nomination.outcome,
            edited_at=nomination.edited_at,
            nudged_at=nomination.nudged_at,
            evidence=nomination.evidence,
        )
        self.tables.nominations[nomination.id] = replace(stored, nomination=after)

    def end_nominations(self, case_id: UUID, outcome: NominationOutcome) -> None:
        for row in self.of_case(case_id):
            if row.outcome is _OPEN:
                self.change(replace(row, outcome=outcome))

    def giving_edges(self, people: Sequence[UUID], since: datetime) -> Sequence[GivingEdge]:
        return _counted(edge for edge, at in self._gifts() if edge.giver_id in people and at >= since)

    def all_giving_edges(self, organisation_id: UUID, since: datetime) -> Sequence[GivingEdge]:
        own = self._people_of(organisation_id)
        return _counted(edge for edge, at in self._gifts() if edge.giver_id in own and at >= since)

    def giving_total(self, organisation_id: UUID, since: datetime, until: datetime) -> GivingTotal:
        own = self._people_of(organisation_id)
        edges = [edge for edge, at in self._gifts() if edge.giver_id in own and since <= at <= until]
        people = {person for edge in edges for person in (edge.giver_id, edge.recipient_id)}
        return GivingTotal(len(edges), len(people))

    def giving_activity(
        self, giver_id: UUID, recipient_id: UUID, since: datetime, until: datetime
    ) -> GivingActivity:
        edges = [edge for edge, at in self._gifts() if since <= at <= until]
        given = sum(edge.giver_id == giver_id for edge in edges)
        return GivingActivity(given, sum(edge.recipient_id == recipient_id for edge in edges))

    def nomination_count(self, person_id: UUID, slug: str, since: datetime) -> int:
        not_counted = (_WITHDRAWN, NominationOutcome.DECLINED)
        return sum(
            row.nominator_id == person_id
            and row.at >= since
            and row.outcome not in not_counted
            and self._slug(row) == slug
            for row in self._all()
        )

    def citations_elsewhere(
        self, organisation_id: UUID, slug: str, since: datetime, but: UUID
    ) -> Sequence[AuthoredCitation]:
        rows = [
            row
            for row in self._all()
            if row.organisation_id == organisation_id
            and self._slug(row) == slug
            and row.at >= since
            and row.case_id != but
            and row.outcome is not _WITHDRAWN
        ]
        newest = sorted(rows, key=lambda row: row.at, reverse=True)[:MOST_CITATIONS]
        return [AuthoredCitation(row.id, row.nominator_id, row.citation, row.at) for row in newest]

    def _people_of(self, organisation_id: UUID) -> set[UUID]:
        return {
            person.id for person in self.tables.people.values() if person.organisation_id == organisation_id
        }

    def _all(self) -> list[Nomination]:
        return [stored.nomination for stored in self.tables.nominations.values()]

    def _slug(self, nomination: Nomination) -> str:
        return self.tables.achievements[nomination.achievement_id].slug

    def _gifts(self) -> Iterator[tuple[GivingEdge, datetime]]:
        """Nominations that were not withdrawn, and direct awards."""
        for row in self._all():
            if row.outcome is not _WITHDRAWN:
                yield GivingEdge(row.nominator_id, row.nominee_id), row.at
        for credential in self.tables.credentials.values():
            if credential.nomination_id is None:
                yield GivingEdge(credential.awarder_id, credential.recipient_id), credential.awarded_at


def _counted(edges: Iterable[GivingEdge]) -> Sequence[GivingEdge]:
    counts = Counter(edges)
    return [replace(edge, count=count) for edge, count in counts.items()]


def _age(nomination: Nomination) -> tuple[datetime, UUID]:
    return nomination.at, nomination.id
