"""Whether an issued badge still counts, as operators ask for it: recorded, and published at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.composition.application import Application
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.credentials.status_lists import GOOD, REVOKED, SUSPENDED, StatusStore
from adapters.operations.bulk_revoke import Revoking
from adapters.operations.operator import operator_context
from adapters.shell_wording import shell_wording, tell
from adapters.worker.status_lists import CannotChange, StatusChange
from bot.context.facts import about_credential
from bot.domain.credentials.model import Credential
from bot.domain.events import OPERATOR, AboutPerson, EventKind
from bot.domain.organisations import Organisation
from bot.messages.refusals import Refusal, refusal_card
from issuer.messages import Message, MessageError

_EVENT_OF = {SUSPENDED: EventKind.SUSPENDED, GOOD: EventKind.RESTORED}


class NotIssued(MessageError):
    """No badge of ours that has a status; the message says why."""


def stand(
    application: Application,
    organisation: Organisation,
    public_id: UUID,
    state: str,
    reason: str,
    now: datetime,
) -> None:
    """Revokes, suspends or restores; raises `NotIssued` or `CannotChange`."""
    with application.database.read(organisation.id) as connection:
        credential = _named(connection, organisation, public_id)
    if state == REVOKED:
        try:
            Revoking(application, organisation, reason, lambda: now).revoke_one(credential)
        except Refusal as refusal:
            reason = refusal_card(refusal, shell_wording()).summary
            raise CannotChange(Message("shell.credential.refused", reason=reason)) from None
        return

    def record(connection: Connection) -> None:
        ctx = operator_context(application, connection, organisation, now)
        ctx.record(_EVENT_OF[state], credential.id, OPERATOR, about_credential(credential))

    if not application.signing.lists.change(StatusChange(credential.id, state, reason or None), record):
        raise NotIssued(Message("shell.credential.no_status"))


def look_up(application: Application, organisation: Organisation, public_id: UUID, now: datetime) -> str:
    """The state of a badge, for an operator who asks about it; recorded, because it is private to its earner."""
    with application.database.write(organisation.id) as connection:
        ctx = operator_context(application, connection, organisation, now)
        credential = _named(connection, organisation, public_id)
        ctx.record(EventKind.LOOKED_UP, credential.recipient_id, OPERATOR, AboutPerson())
        return _state(connection, credential)


def standing(application: Application, organisation: Organisation, public_id: UUID) -> str:
    """The state of a badge after a change, in a word."""
    with application.database.read(organisation.id) as connection:
        return _state(connection, _named(connection, organisation, public_id))


def _state(connection: Connection, credential: Credential) -> str:
    entry = StatusStore(connection).entry(credential.id)
    if entry:
        return entry.state
    stands = "good" if credential.stage.is_active else credential.stage.replace("_", " ")
    return f"{stands} ({tell('shell.credential.unlisted')})"


def _named(connection: Connection, organisation: Organisation, public_id: UUID) -> Credential:
    found = CredentialStore(connection).by_public_id(public_id)
    if found is None or found.organisation_id != organisation.id:
        raise NotIssued(Message("shell.credential.unknown", id=str(public_id)))
    return found
