"""The people of a request: its sender and those it names, and which of them must be looked up first."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bot.context.context import FACTS_MAX_AGE, MOST_ASKED
from bot.dispatch.actions import action_of
from bot.domain.people.model import AccountReference, Identity, MembershipStatus
from bot.messages.requests import (
    FormSubmission,
    Inbound,
    Mention,
    MessageShortcut,
    MessageToBot,
    Origin,
    TypedCommand,
)


def people_of(inbound: Inbound, origin: Origin) -> tuple[str, ...]:
    """The ids of the sender and of all people mentioned or chosen in a form."""
    mentioned: tuple[str, ...] = ()
    match inbound:
        case TypedCommand(_, text) | MessageToBot(text):
            mentioned = tuple(
                part.external_id for part in text if isinstance(part, Mention) and part.kind == "person"
            )
        case FormSubmission(fields=fields):
            mentioned = tuple(fields.get("people", ()))
        case MessageShortcut(message) if message.author:
            mentioned = (message.author,)
        case _:
            pass
    return tuple(dict.fromkeys((origin.user, *mentioned)))


def people_to_look_up(
    inbound: Inbound, origin: Origin, known: Mapping[str, Identity], now: datetime
) -> tuple[str, ...]:
    """People who are unknown, and those whose reports are too old for what the request does."""
    wanted, action = people_of(inbound, origin), action_of(inbound)
    missing = [external_id for external_id in wanted if external_id not in known]
    old = [
        external_id
        for external_id, account in known.items()
        if now - account.seen_at > FACTS_MAX_AGE and external_id not in missing
    ]
    if action.uses_right:
        missing += old if len(wanted) <= MOST_ASKED else [text for text in old if text == origin.user]
    elif origin.user in old and known[origin.user].facts.standing is not MembershipStatus.MEMBER:
        missing.append(origin.user)  # a guest may have become a member
    return tuple(missing)


def accounts_of(known: Mapping[str, Identity], user: str) -> Mapping[UUID, AccountReference]:
    """The account by which each person acts or is mentioned; a person mentioned by two is left out."""
    found: dict[UUID, set[AccountReference]] = {}
    for account in known.values():
        found.setdefault(account.person.id, set()).add(account.reference)
    found[known[user].person.id] = {known[user].reference}
    return {person_id: accounts.pop() for person_id, accounts in found.items() if len(accounts) == 1}
