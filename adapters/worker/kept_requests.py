"""Answers requests that were kept because their people could not be checked in time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.database.queue.jobs import ClaimedJob
from adapters.gateway.bot_gateway import BotGateway
from adapters.gateway.look_ups import NotReported
from adapters.gateway.platforms import AppRefused, RetryLater
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish
from bot.domain.outbox.tasks import AnswerRequest
from bot.messages.request_json import request_from_json

LOOK_UP_SECONDS = 15.0
AGAIN_SECONDS = 5.0


@dataclass(frozen=True)
class KeptRequests:
    """Runs the jobs of kept requests. The answer is a letter, in a transaction of its own, once for each request."""

    gateway: BotGateway
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Answers the request, or refuses it when its time is up."""
        task = job.task(AnswerRequest)
        inbound, origin = request_from_json(task.request)
        try:
            await self.gateway.answer_kept(inbound, origin, LOOK_UP_SECONDS)
        except (NotReported, AppRefused):
            if task.until_at and self.now() < task.until_at:
                raise RetryLater(
                    "the platform does not report on the people of a request", AGAIN_SECONDS
                ) from None
            await self.gateway.refuse_kept(inbound, origin)
        return _nothing_more


def _nothing_more(_transaction: JobTransaction) -> None:
    """The answer is stored already."""
