"""Everyone and every account of an organisation, as a list of people is compared with them."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from adapters.database.audit.trail import audit
from adapters.database.people.people import PeopleStore
from adapters.database.people.tables import identities
from bot.domain.events import EventKind
from bot.domain.organisations import Organisation
from bot.domain.people.imports.model import KnownPeople
from bot.domain.people.model import AccountReference
from bot.messages.platforms import Platform


def load_known_people(connection: Connection, organisation: Organisation) -> KnownPeople:
    """The people, their accounts, and the workspaces."""
    store = PeopleStore(connection)
    by_platform: dict[Platform, list[UUID]] = {}
    for workspace in store.workspaces_of(organisation.id):
        by_platform.setdefault(workspace.platform, []).append(workspace.id)
    return KnownPeople(
        organisation.id,
        store.all(organisation.id),
        by_platform,
        store.all_accounts(organisation.id),
        store.organisation(organisation.id).names,
        frozenset(unknown_accounts(connection, organisation.id)),
    )


def unknown_accounts(connection: Connection, organisation_id: UUID) -> Mapping[AccountReference, UUID]:
    """The accounts that files told and their platform does not know, each with the person of the file."""
    query = (
        select(audit.c.subject_id, audit.c.facts)
        .where(audit.c.organisation_id == organisation_id, audit.c.action == EventKind.ACCOUNT_UNKNOWN)
        .order_by(audit.c.id)
    )
    told: dict[AccountReference, UUID] = {}
    for row in connection.execute(query):
        facts = json.loads(row.facts)
        told[AccountReference(UUID(facts["workspace_id"]), facts["account"])] = row.subject_id
    known = _met(connection, list(told))
    return {account: person_id for account, person_id in told.items() if account not in known}


def _met(connection: Connection, accounts: Sequence[AccountReference]) -> frozenset[AccountReference]:
    """Those that a platform reported on after all."""
    if not accounts:
        return frozenset()
    query = select(identities.c.workspace_id, identities.c.external_id).where(
        identities.c.workspace_id.in_({account.workspace_id for account in accounts}),
        identities.c.external_id.in_([account.external_id for account in accounts]),
    )
    return frozenset(AccountReference(row.workspace_id, row.external_id) for row in connection.execute(query))
