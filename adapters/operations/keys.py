"""Operators' actions on keys and on the pause of issuing, each in one transaction."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from adapters.composition.application import Application
from adapters.database.catalogue.keys import ED25519, SigningKeyStore, StoredKey
from adapters.database.queue.issuing_pause import IssuingPause, IssuingPauseStore
from adapters.database.queue.outbox import jobs
from adapters.keystores.issuing_controls import DatabaseIssuingControls
from adapters.keystores.keyring import JWT_ALGORITHMS
from adapters.operations.operator import shell_context
from bot.domain.issuing.ports import IssuerKey
from bot.domain.organisations import Organisation
from bot.domain.outbox.tasks import JobKind
from bot.use_cases.installation import keys


def keys_of(application: Application, organisation: Organisation) -> list[tuple[StoredKey, bool]]:
    """Every key, newest first, and whether it is the current one of its kind."""
    with application.database.read(organisation.id) as connection:
        stored = SigningKeyStore(connection).all(organisation.id)
    signing = [
        next((key for key in stored if key.may_sign and key.algorithm in kind), None)
        for kind in ((ED25519,), JWT_ALGORITHMS)
    ]
    return [(key, key in signing) for key in stored]


def rotate(
    application: Application, organisation: Organisation, algorithm: str, external: str | None, now: datetime
) -> IssuerKey:
    """Creates the key that signs from now on. Raises `SignerUnavailable` for an unusable one in a key store."""
    keyring = application.issuers.keyring
    found = keyring.try_key(external) if external is not None else None  # before any lock: it may hang
    with application.database.write(organisation.id) as connection:
        controls = DatabaseIssuingControls(connection, keyring, organisation.id, found)
        ctx = shell_context(connection, organisation, now, application.ids)
        return keys.rotate_key(ctx, keys.RotateKey(algorithm), controls)


def retire(application: Application, organisation: Organisation, kid: str, now: datetime) -> IssuerKey:
    """Retires a key; raises `NoSuchKey`."""
    with application.database.write(organisation.id) as connection:
        ctx = shell_context(connection, organisation, now, application.ids)
        return keys.retire_key(ctx, keys.RetireKey(kid), _controls(application, connection, organisation))


def compromise(
    application: Application, organisation: Organisation, kid: str, since: datetime, now: datetime
) -> keys.KeyWithdrawn:
    """Withdraws a key; raises `NoSuchKey`."""
    with application.database.write(organisation.id) as connection:
        ctx = shell_context(connection, organisation, now, application.ids)
        controls = _controls(application, connection, organisation)
        withdrawn = keys.withdraw_key(ctx, keys.WithdrawKey(kid, since), controls)
    application.worker.wake()
    return withdrawn


def stop_issuing(application: Application, organisation: Organisation, reason: str, now: datetime) -> None:
    """Pauses issuing."""
    with application.database.write(organisation.id) as connection:
        ctx = shell_context(connection, organisation, now, application.ids)
        keys.stop_issuing(ctx, keys.StopIssuing(reason), _controls(application, connection, organisation))


def start_issuing(application: Application, organisation: Organisation, now: datetime) -> None:
    """Resumes issuing."""
    with application.database.write(organisation.id) as connection:
        ctx = shell_context(connection, organisation, now, application.ids)
        keys.start_issuing(ctx, _controls(application, connection, organisation))
    application.worker.wake()


def issuing_pause_of(application: Application, organisation: Organisation) -> tuple[IssuingPause, int]:
    """Whether issuing is paused, and how many badges wait to be signed."""
    waiting = (
        select(func.count())
        .select_from(jobs)
        .where(jobs.c.organisation_id == organisation.id, jobs.c.work == JobKind.SIGN, ~jobs.c.dead)
    )
    with application.database.read(organisation.id) as connection:
        return IssuingPauseStore(connection).get(organisation.id), connection.execute(waiting).scalar_one()


def _controls(
    application: Application, connection: Connection, organisation: Organisation
) -> DatabaseIssuingControls:
    return DatabaseIssuingControls(connection, application.issuers.keyring, organisation.id)
