"""Dispatches a request from a listener to the bot: the use case runs in a thread, unknown people are looked up.

A listener calls `await ask(inbound, origin)` and renders what it gets.

A request not begun after 1.4 s is withdrawn and refused truthfully; one that has begun is waited for another 1.2 s,
and then its outcome is not known. Its key keeps a repetition from acting twice.

Decision: docs/decisions/0001.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import structlog

from adapters.gateway.look_ups import LOOK_UP_SECONDS, LookUps, NotReported, WorkspaceDirectory
from adapters.gateway.platforms import AppRefused, Names, PlatformClient
from adapters.gateway.rates import RateLimiter
from adapters.gateway.spoken_languages import SpokenLanguages
from bot.dispatch.actions import Effect, action_of
from bot.dispatch.chat.people_fields import MOST_PEOPLE
from bot.dispatch.delivery import DispatchResult
from bot.dispatch.dispatcher import NeedsLookup, Outcome, RequestDispatcher
from bot.dispatch.running import NeedsWriting
from bot.messages.cards import Card, Words, people_in
from bot.messages.forms import Form, Reply
from bot.messages.platforms import Platform, PressedCard
from bot.messages.quotations import typed_by_caller
from bot.messages.refusals import Refusal, refusal_card
from bot.messages.requests import Inbound, MessageShortcut, Origin, storable_request
from bot.messages.wording import Enumeration
from bot.presenting.verify_cards import unfinished_card, verdict_card
from bot.use_cases.verify import VerificationRequest
from issuer.verifying import VerificationReport


@dataclass(frozen=True)
class BotResponse:
    """The answer to one request, and the platform ids of the people it names."""

    reply: Reply | None
    names: Names = field(default_factory=dict)
    refused: bool = False
    """Whether it is a refusal, after which the same request can be tried again."""
    pressed: PressedCard | None = None
    """The card whose place the reply takes, if it takes one."""


BEGIN_SECONDS = 1.4
END_SECONDS = 1.2
"""How long a request may wait for its transaction to begin, and then for it to end."""
MOST_LOOK_UPS = 5
"""For one request: the sender and people mentioned, people named by address, recipients, approvers."""
MOST_LOOKED_UP = 50
"""People of one request who must be looked up: a command takes fewer, and its reason may name some more."""
VERIFY_SECONDS = 2.0
"""For the check of a badge. A platform drops a command that is not answered within three seconds."""

VerifyBadge = Callable[[bytes], Awaitable[VerificationReport | None]]
"""The verdict on a badge that a person pasted; None where nothing is served."""
log = structlog.get_logger(__name__)

AskBot = Callable[[Inbound, Origin], Awaitable[BotResponse]]
Said = TypeVar("Said")


@dataclass(frozen=True)
class BotGateway:
    """Runs use cases. `writing` runs their transactions, one thread on SQLite, a fair queue; `reading` those of actions
    that only read."""

    dispatcher: RequestDispatcher
    directory: WorkspaceDirectory
    clients: Mapping[Platform, PlatformClient]
    writing: Executor
    reading: Executor
    now: Callable[[], datetime]
    check: VerifyBadge
    rates: RateLimiter = field(default_factory=lambda: RateLimiter(0))
    """Limits how often each person may have a badge checked."""
    spoken: SpokenLanguages = field(init=False)
    look_ups: LookUps = field(init=False)

    def __post_init__(self) -> None:
        look_ups = LookUps(self.dispatcher, self.directory, self.clients, self.writing, self.reading)
        object.__setattr__(self, "look_ups", look_ups)
        object.__setattr__(self, "spoken", SpokenLanguages(self.dispatcher.languages))

    async def __call__(self, inbound: Inbound, origin: Origin) -> BotResponse:
        """The answer. Raises only for bugs."""
        loop, inbound = asyncio.get_running_loop(), storable_request(inbound)
        try:
            answer = await self._answer_looked_up(inbound, origin, loop.time() + LOOK_UP_SECONDS)
            if isinstance(answer, VerificationRequest):
                card = await self._verify_badge(answer, origin)
                answer = await self._run_within_deadline(
                    self.writing, lambda: self.dispatcher.send_late_reply(card, origin, self.now())
                )
        except Refusal as refusal:
            typed = typed_by_caller(inbound, origin)
            return BotResponse(refusal_card(refusal, self.spoken.of_origin(origin), typed), refused=True)
        named = await self._with_names(answer.reply, origin)
        return replace(named, refused=answer.refused, pressed=answer.pressed)

    async def answer_kept(self, inbound: Inbound, origin: Origin, seconds: float) -> None:
        """Answers a kept request by its letter. Raises `NotReported` if its people cannot be checked in that time."""
        until = asyncio.get_running_loop().time() + seconds
        try:
            await self._answer_with_reports(inbound, origin, until)
        except Refusal as refusal:
            await self.answer_later(refusal_card(refusal, self.spoken.of_origin(origin)), origin)

    async def refuse_kept(self, inbound: Inbound, origin: Origin) -> None:
        """Refuses a kept request by a letter."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.writing, self.dispatcher.refuse_kept, inbound, origin, self.now())

    async def _answer_looked_up(
        self, inbound: Inbound, origin: Origin, until: float
    ) -> DispatchResult | VerificationRequest:
        """The answer; what cannot be checked in time is kept, if it would change something."""
        try:
            return await self._answer_with_reports(inbound, origin, until)
        except AppRefused as no:
            raise _app_refusal(no, await self.look_ups.owners(origin)) from no
        except NotReported as problem:
            if action_of(inbound).effect is not Effect.WRITES:
                raise Refusal("platform_away") from problem
        language = self.spoken.of_origin(origin).language
        return await self._run_within_deadline(
            self.writing, lambda: self.dispatcher.keep(inbound, origin, language, self.now())
        )

    async def _answer_with_reports(
        self, inbound: Inbound, origin: Origin, until: float
    ) -> DispatchResult | VerificationRequest:
        answer = await self._answer(inbound, origin)
        for _ in range(MOST_LOOK_UPS):
            if not isinstance(answer, NeedsLookup):
                return answer
            _refuse_crowds(answer, origin)
            try:
                await self.look_ups.look_up(answer, origin, self.now(), until)
            except ConnectionError as problem:
                log.warning("database does not answer", error=str(problem))
                raise Refusal("not_now") from problem
            asked, answer = answer, await self._answer(inbound, origin)
            if answer == asked:
                break
        if not isinstance(answer, NeedsLookup):
            return answer
        if isinstance(inbound, MessageShortcut) and inbound.message.author in answer.external_ids:
            of_nobody = MessageShortcut(replace(inbound.message, author=""))
            return await self._answer_with_reports(of_nobody, origin, until)
        raise _unknown_refusal(answer)

    async def answer_later(self, reply: Reply, origin: Origin) -> None:
        """Queues an answer that could not be given now in the outbox, once; `origin` gives the route."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.writing, self.dispatcher.send_late_reply, reply, origin, self.now())

    async def _verify_badge(self, brought: VerificationRequest, origin: Origin) -> Card:
        """The verdict; or, if it takes longer than the platform waits, a link to the page that gives it.

        Raises `Refusal` above the rate that the page allows one address: a check costs a process and fetches documents
        that the badge names.
        """
        say = self.spoken.of_origin(origin)
        who = f"{origin.platform.value} {origin.workspace} {origin.user}"
        wait = self.rates.enter(who)
        if wait:
            raise Refusal("too_many_checks", {"count": wait})
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                report = await self.check(brought.source)
            return verdict_card(say, report) if report else unfinished_card(say)
        except TimeoutError:
            return unfinished_card(say)
        finally:
            self.rates.leave(who)

    async def _answer(self, inbound: Inbound, origin: Origin) -> Outcome:
        """A request that only reads is answered on a reading thread, and waits for no writer."""
        now = self.now()
        answer: Outcome | NeedsWriting = NeedsWriting()
        if action_of(inbound).reads:
            answer = await self._run_within_deadline(
                self.reading, lambda: self.dispatcher.answer_read(inbound, origin, now)
            )
        if isinstance(answer, NeedsWriting):
            left = answer
            answer = await self._run_within_deadline(
                self.writing, lambda: self.dispatcher.finish(left, inbound, origin, now)
            )
        self.spoken.note(origin, answer.language)
        return answer

    async def _run_within_deadline(self, threads: Executor, work: Callable[[], Said]) -> Said:
        """Runs `work` within the platform's time limit; raises `Refusal` if no answer is ready by then.

        Work that has not begun by then is cancelled, so a refused request is never carried out later. Work that has
        begun gets a little longer; after that the answer is "not known". The same request, delivered again, gets the
        answer in either case.
        """
        asked = threads.submit(work)
        waiting = asyncio.wrap_future(asked)
        try:
            await asyncio.wait({waiting}, timeout=BEGIN_SECONDS)
            if not waiting.done() and asked.cancel():
                raise Refusal("not_now")
            await asyncio.wait({waiting}, timeout=END_SECONDS)
            if not waiting.done():
                waiting.add_done_callback(_log_late_error)
                raise Refusal("not_known")
            return waiting.result()
        except ConnectionAbortedError as problem:
            log.warning("database went away during a commit", error=str(problem))
            raise Refusal("not_known") from problem
        except ConnectionError as problem:
            log.warning("database does not answer", error=str(problem))
            raise Refusal("not_now") from problem

    async def _with_names(self, reply: Reply | None, origin: Origin) -> BotResponse:
        card: Card | None = reply.hint if isinstance(reply, Form) else reply
        people = people_in(card) if card else frozenset()
        if not people:
            return BotResponse(reply)
        try:
            names = await asyncio.get_running_loop().run_in_executor(
                self.reading, self.directory.names, origin.platform, origin.workspace, people
            )
        except ConnectionError as problem:  # it is done, and says their names without mentioning them
            log.warning("database does not answer", error=str(problem))
            names = {}
        return BotResponse(reply, names)


def _refuse_crowds(wanted: NeedsLookup, origin: Origin) -> None:
    """Raises before a request makes hundreds of calls of the platform, whichever command it is."""
    named = len({*wanted.external_ids, *wanted.emails} - {origin.user})
    if named > MOST_LOOKED_UP:
        raise Refusal("too_many_people", {"found": named, "most": MOST_PEOPLE})


def _unknown_refusal(unknown: NeedsLookup) -> Refusal:
    """Names a person unknown to the platform."""
    if unknown.emails:
        return Refusal("unknown_address", {"found": unknown.emails[0]})
    return Refusal("unknown_people")


def _app_refusal(no: AppRefused, owners: Sequence[str]) -> Refusal:
    """Says which people to ask, because trying again does not help."""
    platform = no.platform.title()
    if not owners:
        return Refusal("app_refused", {"platform": platform, "refusal": no.name})
    people = Enumeration(tuple((Words(name),) for name in owners), "or")
    return Refusal("app_refused_ask", {"platform": platform, "refusal": no.name, "owners": people})


def _log_late_error(waiting: "asyncio.Future[Any]") -> None:
    """The result is in the database; only an error still has to be logged."""
    if not waiting.cancelled() and (problem := waiting.exception()):
        log.warning("request ended late", error=f"{type(problem).__name__}: {problem}")
