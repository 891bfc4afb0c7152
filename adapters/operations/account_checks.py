"""Asks platforms who the accounts are that a people file names, before they are linked.

    answers = await ask_platforms(clients, {workspace: ["U0ANA"]})

What a platform does not answer in time is left open: Laurel asks again before the account's first use.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from adapters.gateway.platforms import (
    AppRefused,
    ClosedConversation,
    PlatformClient,
    RetryLater,
    Undeliverable,
)
from bot.domain.organisations import Workspace
from bot.domain.people.model import AccountReference, PlatformFacts
from bot.messages.platforms import Platform

SECONDS = 60.0
"""For all questions about one file."""
MANY = 50
"""More accounts than that are looked up in the list of all members, where a platform has one."""
AT_ONCE = 10
"""Accounts in one question: what came before an error counts."""


@runtime_checkable
class MemberList(Protocol):
    """A platform that lists everyone in a workspace."""

    def members(self, workspace: Workspace) -> AsyncIterator[PlatformFacts]: ...


@dataclass
class PlatformAnswers:
    """What the platforms said. `open`: how many accounts of each were not answered."""

    reports: dict[AccountReference, PlatformFacts | None] = field(default_factory=dict)
    open: dict[Platform, int] = field(default_factory=dict)


async def ask_platforms(
    clients: Mapping[Platform, PlatformClient],
    wanted: Mapping[Workspace, Sequence[str]],
    seconds: float = SECONDS,
) -> PlatformAnswers:
    """Asks each workspace's platform about accounts of it, within that time."""
    answers = PlatformAnswers()
    for workspace, ids in wanted.items():
        if client := clients.get(workspace.platform):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await _ask(client, workspace, ids, answers)
        unanswered = {AccountReference(workspace.id, each) for each in ids} - answers.reports.keys()
        if unanswered:
            answers.open[workspace.platform] = len(unanswered)
    return answers


async def _ask(
    client: PlatformClient, workspace: Workspace, ids: Sequence[str], answers: PlatformAnswers
) -> None:
    """Only Slack knows everyone in its workspace: what it does not find does not exist there."""
    with suppress(AppRefused, RetryLater, Undeliverable, ClosedConversation):
        if isinstance(client, MemberList) and len(ids) > MANY:
            async for facts in client.members(workspace):
                _add(answers, workspace, ids, facts)
        left = [each for each in ids if AccountReference(workspace.id, each) not in answers.reports]
        for start in range(0, len(left), AT_ONCE):
            part = left[start : start + AT_ONCE]
            for facts in await _people(client, workspace, part):
                _add(answers, workspace, part, facts)
            if workspace.platform is Platform.SLACK:
                references = [AccountReference(workspace.id, each) for each in part]
                answers.reports |= {each: None for each in references if each not in answers.reports}


async def _people(
    client: PlatformClient, workspace: Workspace, ids: Sequence[str]
) -> Sequence[PlatformFacts]:
    """What the platform says; where it asks to wait, after that time, as far as there is time for the file."""
    while True:
        try:
            return await client.people(workspace, ids)
        except RetryLater as later:
            if later.after is None or later.after > SECONDS:
                raise
            await asyncio.sleep(later.after)


def _add(answers: PlatformAnswers, workspace: Workspace, wanted: Sequence[str], facts: PlatformFacts) -> None:
    """The report on an account, under the id by which the file names it."""
    for name in (facts.external_id, facts.directory_id):
        if name and name in wanted:
            answers.reports[AccountReference(workspace.id, name)] = facts
