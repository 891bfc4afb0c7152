"""Asks platforms about accounts, and stores what they report.

A request waits for `LOOK_UP_SECONDS` in all. What came by then is stored; what did not is not acted on: the request is
kept and answered later (`bot/use_cases/requests.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from adapters.gateway.platforms import (
    AppRefused,
    ClosedConversation,
    Names,
    PlatformClient,
    RetryLater,
    Undeliverable,
)
from bot.context.context import FACTS_MAX_AGE, MOST_ASKED
from bot.context.store import retry_when_stale
from bot.dispatch.dispatcher import NeedsLookup, RequestDispatcher
from bot.domain.organisations import Workspace
from bot.domain.people.linking import vouched_address
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.platforms import Platform
from bot.messages.requests import Origin
from bot.use_cases.people.learn import Report

LOOK_UP_SECONDS = 1.5
"""For all look-ups of a request. A platform drops a command that is not answered within three seconds."""
T = TypeVar("T")
_AWAY = (TimeoutError, RetryLater, Undeliverable, ClosedConversation)


class NotReported(Exception):
    """A platform did not report in time, or refused to."""


class WorkspaceDirectory(Protocol):
    """Look-ups outside a use case's own transaction."""

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None: ...
    def workspaces(self, wanted: Collection[UUID]) -> Mapping[UUID, Workspace]: ...
    def names(self, platform: Platform, external_id: str, people: frozenset[UUID]) -> Names: ...
    def owners(self, workspace: Workspace) -> Sequence[str]: ...
    def listed_addresses(self, workspace: Workspace, external_ids: Sequence[str]) -> Sequence[str]:
        """The addresses of the people of these accounts whom a people file lists: they may have a new account."""

    def other_accounts(self, workspace: Workspace, emails: Sequence[str], before: datetime) -> Sequence[str]:
        """The accounts of the people of these addresses in that workspace with an older report."""


@dataclass(frozen=True)
class LookUps:
    """Asks each account's platform. `writing` runs the transactions that store reports, `reading` those that read."""

    dispatcher: RequestDispatcher
    directory: WorkspaceDirectory
    clients: Mapping[Platform, PlatformClient]
    writing: Executor
    reading: Executor

    async def look_up(self, wanted: NeedsLookup, origin: Origin, now: datetime, until: float) -> None:
        """Stores the reports wanted. Raises `NotReported` if one is missing at `until`, in loop seconds."""
        here = await self._read(self.directory.workspace, origin.platform, origin.workspace)
        if here is None:
            return
        known = {account.workspace_id for account in wanted.accounts}
        elsewhere = await self._read(self.directory.workspaces, known) if known else {}
        ids = {here.id: list(wanted.external_ids)}
        for account in wanted.accounts:
            ids.setdefault(account.workspace_id, []).append(account.external_id)
        workspaces = {here.id: here, **elsewhere}
        asking = [
            self._learn(workspaces[workspace_id], external_ids, wanted.emails, now, until)
            if workspace_id == here.id
            else self._learn(workspaces[workspace_id], external_ids, (), now, until)
            for workspace_id, external_ids in ids.items()
            if external_ids or (workspace_id == here.id and wanted.emails)
        ]
        complete = await asyncio.gather(*asking)
        if not all(complete):
            raise NotReported

    async def owners(self, origin: Origin) -> Sequence[str]:
        """The names of some owners, to ask for help."""
        here = await self._read(self.directory.workspace, origin.platform, origin.workspace)
        return await self._read(self.directory.owners, here) if here else ()

    async def refresh(
        self, workspace: Workspace, external_ids: Sequence[str], now: datetime, seconds: float
    ) -> bool:
        """Stores the reports on known accounts; False if one is missing after that time."""
        until = asyncio.get_running_loop().time() + seconds
        return await self._learn(workspace, external_ids, (), now, until)

    async def _learn(
        self, workspace: Workspace, ids: Sequence[str], emails: Sequence[str], now: datetime, until: float
    ) -> bool:
        """Asks, and stores what came in time. A workspace whose platform is not connected has nothing to report."""
        client = self.clients.get(workspace.platform)
        if client is None:
            await self._write(workspace, Report((), unreachable=frozenset(ids)), now)
            return True
        facts, complete = await _in_time(_questions(client, workspace, ids, emails), until)
        ended = [about.external_id for about in facts if about.standing is MembershipStatus.LEFT]
        if ended and (gone := await self._read(self.directory.listed_addresses, workspace, ended)):
            more, in_time = await _in_time(_questions(client, workspace, (), gone), until)
            facts, complete = [*facts, *more], complete and in_time
        addresses = [address for about in facts if (address := vouched_address(about))]
        others = [
            external_id
            for external_id in await self._read(
                self.directory.other_accounts, workspace, addresses, now - FACTS_MAX_AGE
            )
            if external_id not in ids
        ]
        if others:
            more, in_time = await _in_time(_questions(client, workspace, others, ()), until)
            facts, complete = [*facts, *more], complete and in_time
        if facts or complete:
            asked = frozenset((*ids, *others)) if complete else frozenset()
            await self._write(workspace, Report(tuple(facts), asked), now)
        return complete

    async def _read(self, ask: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.reading, lambda: ask(*arguments))

    async def _write(self, workspace: Workspace, report: Report, now: datetime) -> None:
        """Two first requests of one person may collide here; the second then finds the person stored."""

        def learn() -> None:
            retry_when_stale(
                lambda: self.dispatcher.learn(workspace.platform, workspace.external_id, report, now)
            )

        await asyncio.get_running_loop().run_in_executor(self.writing, learn)


def _questions(
    client: PlatformClient, workspace: Workspace, ids: Sequence[str], emails: Sequence[str]
) -> list[Awaitable[Sequence[PlatformFacts]]]:
    """Up to `MOST_ASKED` questions at once, so that one slow answer holds back few others."""
    size = -(-len(ids) // MOST_ASKED) or 1
    parts = [ids[start : start + size] for start in range(0, len(ids), size)]
    return [
        *(client.people(workspace, part) for part in parts),
        *(_find(client, workspace, email) for email in emails),
    ]


async def _find(client: PlatformClient, workspace: Workspace, email: str) -> Sequence[PlatformFacts]:
    found = await client.find(workspace, email)
    return [found] if found else []


async def _in_time(
    questions: Sequence[Awaitable[Sequence[PlatformFacts]]], until: float
) -> tuple[list[PlatformFacts], bool]:
    """What was answered in time, and whether that is everything. Raises `AppRefused`, which no waiting mends."""
    if not questions:
        return [], True
    asked = [asyncio.ensure_future(question) for question in questions]
    done, late = await asyncio.wait(asked, timeout=max(0.0, until - asyncio.get_running_loop().time()))
    for question in late:
        question.cancel()
    if late:
        await asyncio.wait(late)
    facts, complete = list[PlatformFacts](), not late
    for question in done:
        problem = question.exception()
        if problem is None:
            facts += question.result()
        elif isinstance(problem, _AWAY) and not isinstance(problem, AppRefused):
            complete = False
        else:
            raise problem
    return facts, complete
