"""Finds awards that may have been made twice: the same badge to the same person within a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.credentials.rules import roles
from bot.domain.people.model import Person

REPEATED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A person who was awarded the badge within a day, and when."""

    recipient: Person
    at: datetime


def find_repeats(
    ctx: UseCaseContext, achievement: Achievement, recipients: Sequence[Person], new: Collection[UUID]
) -> tuple[Repeat, ...]:
    """Those of the recipients who hold the badge since less than a day. `new`: the awards in question.

    Badges are private: a caller who may award only because all may learns of the own awards alone.
    """
    people = {recipient.id: recipient for recipient in recipients}
    since = ctx.now - REPEATED_WITHIN
    held = ctx.store.credentials.awarded_since(ctx.organisation.id, achievement.slug, list(people), since)
    found: dict[UUID, Repeat] = {}
    for credential in sorted(held, key=lambda credential: credential.awarded_at):
        recipient = people[credential.recipient_id]
        is_recent = ctx.now - credential.awarded_at < REPEATED_WITHIN
        if is_recent and credential.id not in new and _may_know(ctx, credential, recipient, achievement):
            found.setdefault(recipient.id, Repeat(recipient, credential.awarded_at))
    return tuple(found.values())


def _may_know(
    ctx: UseCaseContext, credential: Credential, recipient: Person, achievement: Achievement
) -> bool:
    if ctx.actor is None or credential.awarder_id == ctx.actor.id:
        return True
    return set(roles(ctx.actor, recipient, achievement)) != {"anyone"}
