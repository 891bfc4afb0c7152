"""Changes the keys of an organisation, and stops and starts its issuing."""

from dataclasses import dataclass
from datetime import datetime

from bot.context.context import UseCaseContext
from bot.domain.events import OPERATOR, AboutInstallation, EventKind
from bot.domain.issuing.ports import IssuerKey, IssuingControls
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import RenewStatusList, SignCredential


@dataclass(frozen=True, slots=True)
class RotateKey:
    """Sign with a new key of that kind."""

    algorithm: str


@dataclass(frozen=True, slots=True)
class RetireKey:
    """Let a key sign no more; what it signed stays valid."""

    kid: str


@dataclass(frozen=True, slots=True)
class WithdrawKey:
    """A key is compromised since that moment."""

    kid: str
    since: datetime


@dataclass(frozen=True, slots=True)
class KeyWithdrawn:
    """The key, and how many badges are signed again."""

    key: IssuerKey
    badges: int


@dataclass(frozen=True, slots=True)
class StopIssuing:
    """Accept awards and sign nothing."""

    reason: str


def rotate_key(ctx: UseCaseContext, command: RotateKey, controls: IssuingControls) -> IssuerKey:
    """Creates the key that signs from now on."""
    key = controls.rotate(command.algorithm, ctx.now)
    _record(ctx, EventKind.KEY_ROTATED)
    return key


def retire_key(ctx: UseCaseContext, command: RetireKey, controls: IssuingControls) -> IssuerKey:
    """Retires a key. There is no gap: if no other one can sign, one is created."""
    key = controls.retire(command.kid, ctx.now)
    controls.ensure(ctx.now)
    _record(ctx, EventKind.KEY_RETIRED)
    return key


def withdraw_key(ctx: UseCaseContext, command: WithdrawKey, controls: IssuingControls) -> KeyWithdrawn:
    """Withdraws a key: its badges, and the lists it may have signed, are queued to be signed again."""
    key = controls.withdraw(command.kid, command.since)
    controls.ensure(ctx.now)
    affected = controls.signed_with(key.kid)
    for credential_id in affected:
        task = SignCredential(credential_id, again=key.kid)
        name = f"sign:{credential_id}:after:{key.kid}"
        ctx.store.outbox.queue(Job(ctx.ids.new_id(), ctx.organisation.id, task, name, ctx.now))
    for list_id in controls.lists() if key.signs_lists else ():
        name = f"status:{list_id}:after:{key.kid}"
        ctx.store.outbox.queue(
            Job(ctx.ids.new_id(), ctx.organisation.id, RenewStatusList(list_id), name, ctx.now)
        )
    _record(ctx, EventKind.KEY_COMPROMISED)
    return KeyWithdrawn(key, len(affected))


def stop_issuing(ctx: UseCaseContext, command: StopIssuing, controls: IssuingControls) -> None:
    """Pauses issuing: nothing is signed from now on."""
    controls.stop(command.reason, ctx.now)
    _record(ctx, EventKind.ISSUING_STOPPED)


def start_issuing(ctx: UseCaseContext, controls: IssuingControls) -> None:
    """Resumes issuing: waiting badges are signed in their order."""
    controls.start()
    _record(ctx, EventKind.ISSUING_STARTED)


def _record(ctx: UseCaseContext, kind: EventKind) -> None:
    ctx.record(kind, ctx.organisation.id, OPERATOR, AboutInstallation())
