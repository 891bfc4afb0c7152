"""Accounts on platforms: whose they are, why, and what the platform last reported about them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    Connection,
    Row,
    bindparam,
    delete,
    or_,
    select,
    update,
)

from adapters.database.engine.columns import insert_if_absent
from adapters.database.people.tables import identities, people
from adapters.database.people.workspaces import workspaces
from adapters.database.queue.outbox import OutboxStore
from bot.context.store import Stale
from bot.domain.people.model import (
    NEVER_SEEN,
    AccountLink,
    AccountReference,
    Identity,
    LinkGround,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from bot.messages.platforms import Platform

_ACCOUNTS = (
    select(identities, people)
    .join(people, people.c.id == identities.c.person_id)
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)
_IDENTITIES = _ACCOUNTS.where(
    identities.c.workspace_id == bindparam("workspace_id"),
    or_(
        identities.c.external_id.in_(bindparam("external_ids", expanding=True)),
        identities.c.directory_id.in_(bindparam("directory_ids", expanding=True)),
    ),
)
_OF_PEOPLE = _ACCOUNTS.where(identities.c.person_id.in_(bindparam("people", expanding=True))).order_by(
    identities.c.linked_at, identities.c.workspace_id, identities.c.external_id
)
_STALE = select(identities.c.workspace_id, identities.c.external_id).where(
    identities.c.person_id.in_(bindparam("people", expanding=True)),
    identities.c.seen_at < bindparam("before"),
)
_OF_ORGANISATION = _ACCOUNTS.where(people.c.organisation_id == bindparam("organisation_id")).order_by(
    identities.c.linked_at, identities.c.external_id
)
_WAITING = _OF_ORGANISATION.where(identities.c.candidate_id.is_not(None))
_BY_TOKEN = _OF_ORGANISATION.where(identities.c.token == bindparam("token"))
_NAMES = (
    select(identities.c.person_id, identities.c.external_id)
    .where(
        identities.c.workspace_id == bindparam("workspace_id"),
        identities.c.person_id.in_(bindparam("people", expanding=True)),
        identities.c.standing != MembershipStatus.LEFT.value,
    )
    .order_by(identities.c.seen_at)
)  # of several accounts there, the one seen last


_COLUMNS = tuple(column.name for column in identities.columns)


class AccountStore:
    """The part of `bot.domain.people.ports.PeopleRepository` about accounts."""

    connection: Connection
    _new: set[UUID]
    """The people added in this transaction."""

    def _person(self, row: Row[Any], prefix: str = "") -> Person:
        """See `PeopleStore`."""
        raise NotImplementedError

    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]:
        """The accounts by the ids asked for, which may be their directory ids; unknown ones are left out."""
        asked = list(external_ids)
        rows = self.connection.execute(
            _IDENTITIES, {"workspace_id": workspace_id, "external_ids": asked, "directory_ids": asked}
        ).all()
        by_id = {row.identities_directory_id: row for row in rows}
        by_id |= {row.identities_external_id: row for row in rows}
        return {asked_id: self._identity(by_id[asked_id]) for asked_id in asked if asked_id in by_id}

    def accounts_of(self, wanted: Iterable[UUID]) -> Sequence[Identity]:
        """Every account of these people, the one linked first comes first."""
        rows = self.connection.execute(_OF_PEOPLE, {"people": list(wanted)}).all()
        return [self._identity(row) for row in rows]

    def all_accounts(self, organisation_id: UUID) -> Sequence[Identity]:
        """Every account of an organisation's people, the one linked first comes first."""
        rows = self.connection.execute(_OF_ORGANISATION, {"organisation_id": organisation_id}).all()
        return [self._identity(row) for row in rows]

    def waiting_accounts(self, organisation_id: UUID) -> Sequence[Identity]:
        """The accounts that wait for the owners' decision, oldest first."""
        rows = self.connection.execute(_WAITING, {"organisation_id": organisation_id}).all()
        return [self._identity(row) for row in rows]

    def account_by_token(self, organisation_id: UUID, token: str) -> Identity | None:
        """The account that a decision's button names."""
        row = self.connection.execute(_BY_TOKEN, {"organisation_id": organisation_id, "token": token}).first()
        return self._identity(row) if row else None

    def stale_accounts(self, wanted: Iterable[UUID], before: datetime) -> Sequence[AccountReference]:
        """The accounts of these people that no platform has reported on since."""
        rows = self.connection.execute(_STALE, {"people": list(wanted), "before": before})
        return [AccountReference(row.workspace_id, row.external_id) for row in rows]

    def oldest_accounts(
        self, workspaces_wanted: Collection[UUID], before: datetime, most: int
    ) -> Sequence[AccountReference]:
        """The accounts with the oldest reports. One that ended is asked about no more until somebody uses it."""
        query = (
            select(identities.c.workspace_id, identities.c.external_id)
            .where(
                identities.c.workspace_id.in_(workspaces_wanted),
                identities.c.seen_at < before,
                identities.c.standing != MembershipStatus.LEFT.value,
            )
            .order_by(identities.c.seen_at)
            .limit(most)
        )
        return [AccountReference(row.workspace_id, row.external_id) for row in self.connection.execute(query)]

    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        """The platform ids of people in one workspace; an account that has ended names nobody."""
        rows = self.connection.execute(_NAMES, {"workspace_id": workspace_id, "people": list(wanted)})
        return {row.person_id: row.external_id for row in rows}

    def identify(
        self,
        workspace_id: UUID,
        facts: PlatformFacts,
        person_id: UUID,
        now: datetime,
        link: AccountLink | None = None,
    ) -> None:
        """Saves an account as reported now; raises `Stale` if another transaction added it meanwhile."""
        found = (identities.c.workspace_id == workspace_id, identities.c.external_id == facts.external_id)
        fresh: dict[str, Any] = {"person_id": person_id, "seen_at": now, **_fact_values(facts)}
        if link:
            fresh |= _link_values(link)
        # A person added in this transaction had no account in it: an account that exists now was added by another one.
        known = person_id not in self._new
        if known and self.connection.execute(update(identities).where(*found), fresh).rowcount:
            return
        row = {"workspace_id": workspace_id, "external_id": facts.external_id, "linked_at": now, **fresh}
        if not insert_if_absent(self.connection, identities, row, "workspace_id", "external_id"):
            raise Stale("the same account was added meanwhile")
        self._lock(person_id)
        OutboxStore(self.connection).requeue_letters_to(person_id)

    def forget_account(self, account: AccountReference) -> None:
        """Removes an account that turned out to be none."""
        self.connection.execute(delete(identities).where(*_is(account)))

    def rename_account(self, account: AccountReference, external_id: str) -> None:
        """Gives an account the id by which its platform calls it."""
        self.connection.execute(update(identities).where(*_is(account)), {"external_id": external_id})

    def has_account(self, person_id: UUID, on: Collection[Platform]) -> bool:
        """Whether the person has an account on these platforms. Locked: none is added until this transaction ends."""
        self._lock(person_id)
        found = self.connection.execute(
            select(workspaces.c.platform)
            .join(identities, identities.c.workspace_id == workspaces.c.id)
            .where(identities.c.person_id == person_id, identities.c.standing != MembershipStatus.LEFT.value)
        )
        return any(row.platform in on for row in found)

    def _lock(self, person_id: UUID) -> None:
        """Serialises a letter that ends for want of an account with the addition of that account."""
        self.connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())

    def _identity(self, row: Row[Any]) -> Identity:
        account = {name: getattr(row, f"identities_{name}") for name in _COLUMNS}
        facts = PlatformFacts(
            *(
                account["external_id"],
                account["name"],
                account["email"],
                MembershipStatus(account["standing"]),
            ),
            *(account["timezone"], account["locale"], account["directory_id"]),
        )
        link = AccountLink(
            *(LinkGround(account["ground"]), account["linked_at"] or NEVER_SEEN, account["linked_by_id"]),
            *(account["candidate_id"], account["denied_id"], account["token"]),
        )
        person = self._person(row, "people_")
        return Identity(
            account["workspace_id"], account["external_id"], person, account["seen_at"], facts, link
        )


def _is(account: AccountReference) -> tuple[Any, Any]:
    return (
        identities.c.workspace_id == account.workspace_id,
        identities.c.external_id == account.external_id,
    )


def _fact_values(facts: PlatformFacts) -> dict[str, Any]:
    """What a report says; what it leaves out stays as it was."""
    said = {
        "name": facts.name or None,
        "email": facts.email.strip().lower() if facts.email else None,
        "timezone": facts.timezone,
        "locale": facts.locale,
        "directory_id": facts.directory_id,
    }
    return {"standing": facts.standing} | {name: value for name, value in said.items() if value is not None}


def _link_values(link: AccountLink) -> dict[str, Any]:
    return {
        "ground": link.ground,
        "linked_at": link.at,
        "linked_by_id": link.by_id,
        "candidate_id": link.candidate_id,
        "denied_id": link.denied_id,
        "token": link.token,
    }
