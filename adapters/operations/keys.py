"""Operators' actions on keys, on pausing of issuing, and on badges signed with compromised keys.

Each in one transaction, and each recorded.
"""

from datetime import datetime

from sqlalchemy import func, select

from adapters.composition.application import Application
from adapters.database.catalogue.keys import ED25519, SigningKeyStore, StoredKey
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.queue.issuing_pause import IssuingPause, IssuingPauseStore
from adapters.database.queue.outbox import OutboxStore, jobs
from adapters.keystores.keyring import JWT_ALGORITHMS
from adapters.operations.import_people import OperatorAudit
from bot.domain.events import AboutInstallation, EventKind
from bot.domain.organisations import Organisation
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import JobKind, SignCredential


def keys_of(house: Application, organisation: Organisation) -> list[tuple[StoredKey, bool]]:
    """Every key, newest first, and whether it is the current one of its kind."""
    with house.database.read() as connection:
        keys = SigningKeyStore(connection).all(organisation.id)
    signing = [
        next((key for key in keys if key.may_sign and key.algorithm in kind), None)
        for kind in ((ED25519,), JWT_ALGORITHMS)
    ]
    return [(key, key in signing) for key in keys]


def rotate(
    house: Application, organisation: Organisation, algorithm: str, external: str | None, now: datetime
) -> StoredKey:
    """Creates the key that signs from now on. Raises `SignerUnavailable` for an unusable one in a key store."""
    keyring = house.issuers.keyring
    found = keyring.try_key(external) if external is not None else None  # before any lock: it may hang
    with house.database.write() as connection:
        if found is not None:
            key = keyring.adopt(connection, organisation.id, now, found)
        else:
            key = keyring.rotate(connection, organisation.id, now, algorithm)
        OperatorAudit(connection, organisation, now).record(
            EventKind.KEY_ROTATED, organisation.id, AboutInstallation()
        )
    return key


def retire(house: Application, organisation: Organisation, kid: str, now: datetime) -> StoredKey:
    """Retires a key. There is no gap: if no other one can sign, one is created."""
    keyring = house.issuers.keyring
    with house.database.write() as connection:
        key = keyring.retire(connection, organisation.id, kid, now)
        keyring.ensure(connection, organisation.id, now)
        OperatorAudit(connection, organisation, now).record(
            EventKind.KEY_RETIRED, organisation.id, AboutInstallation()
        )
    return key


def compromise(
    house: Application, organisation: Organisation, kid: str, since: datetime, now: datetime
) -> tuple[StoredKey, int]:
    """Withdraws a key: its badges and lists are queued to be signed again; returns how many badges."""
    keyring, ids = house.issuers.keyring, house.ids
    with house.database.write() as connection:
        key = keyring.mark_compromised(connection, organisation.id, kid, since)
        keyring.ensure(connection, organisation.id, now)
        affected = CredentialStore(connection).signed_with(organisation.id, key.kid)
        for credential_id in affected:
            name, task = f"sign:{credential_id}:after:{key.kid}", SignCredential(credential_id, key.kid)
            OutboxStore(connection).queue(Job(ids.new_id(), organisation.id, task, name, now))
        if key.algorithm == ED25519:
            house.signing.lists.queue_all(connection, organisation.id, f"after:{key.kid}")
        OperatorAudit(connection, organisation, now).record(
            EventKind.KEY_COMPROMISED, organisation.id, AboutInstallation()
        )
    house.worker.wake()
    return key, len(affected)


def stop_issuing(house: Application, organisation: Organisation, reason: str, now: datetime) -> None:
    """Pauses issuing: nothing is signed from now on."""
    with house.database.write() as connection:
        IssuingPauseStore(connection).stop(organisation.id, reason, now)
        OperatorAudit(connection, organisation, now).record(
            EventKind.ISSUING_STOPPED, organisation.id, AboutInstallation()
        )


def start_issuing(house: Application, organisation: Organisation, now: datetime) -> None:
    """Resumes issuing: waiting badges are signed in their order."""
    with house.database.write() as connection:
        IssuingPauseStore(connection).start(organisation.id)
        OperatorAudit(connection, organisation, now).record(
            EventKind.ISSUING_STARTED, organisation.id, AboutInstallation()
        )
    house.worker.wake()


def issuing_pause_of(house: Application, organisation: Organisation) -> tuple[IssuingPause, int]:
    """Whether issuing is paused, and how many badges wait to be signed."""
    waiting = (
        select(func.count())
        .select_from(jobs)
        .where(jobs.c.organisation_id == organisation.id, jobs.c.work == JobKind.SIGN, ~jobs.c.dead)
    )
    with house.database.read() as connection:
        return IssuingPauseStore(connection).get(organisation.id), connection.execute(waiting).scalar_one()
