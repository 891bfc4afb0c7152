"""Runs the action of a request. One that only reads does so on a reading transaction; the rest is written after it."""

from dataclasses import dataclass, replace

from bot.context.context import RequestContext
from bot.dispatch.actions import respond
from bot.dispatch.delivery import DispatchResult, takes_place, uses_route
from bot.dispatch.placing import place_reply, with_way_back
from bot.dispatch.read_only import RecordsAnEvent, read_only
from bot.messages.forms import Form, Reply
from bot.messages.questions import AskFirst, Question
from bot.messages.quotations import typed_by_caller
from bot.messages.refusals import Refusal, UnknownEmails, refusal_card
from bot.messages.requests import Inbound, Origin
from bot.use_cases.verify import VerificationRequest


@dataclass(frozen=True)
class NeedsWriting:
    """What a read left to do: deliver its reply as a letter, store the draft of a form, record a refusal.

    None: the request changes something, so all of it is to be done in a writing transaction.
    """

    reply: Reply | Question | Refusal | None = None


def run(ctx: RequestContext, inbound: Inbound, origin: Origin) -> Reply | Question | VerificationRequest:
    """Runs the action that is asked for; what fails says in whose language, and a question on which card."""
    try:
        return respond(ctx, inbound)
    except UnknownEmails as unknown:
        raise UnknownEmails(unknown.emails, ctx.say.language) from None
    except AskFirst as asked:
        asked.pressed = origin.pressed
        raise


def read(
    ctx: RequestContext, understood: Inbound, inbound: Inbound, origin: Origin
) -> DispatchResult | VerificationRequest | NeedsWriting:
    """Runs an action that seems to change nothing. `inbound`: the request as it came, to be quoted in a refusal."""
    say = ctx.say
    try:
        answer = run(read_only(ctx), understood, origin)
    except RecordsAnEvent:
        return NeedsWriting()
    except Refusal as refusal:
        names = {external_id: person.name for external_id, person in ctx.people.items()}
        card = with_way_back(say, origin, refusal_card(refusal, say, typed_by_caller(inbound, origin, names)))
        if refusal.audited or uses_route(card, origin):
            return NeedsWriting(refusal)
        return DispatchResult(card, refused=True, language=say.language)
    if isinstance(answer, VerificationRequest):
        return replace(answer, language=say.language)
    placed = answer if isinstance(answer, Question) else place_reply(ctx, origin, answer)
    if isinstance(placed, Form | Question) or uses_route(placed, origin):
        return NeedsWriting(answer)
    pressed = origin.pressed if takes_place(placed) else None
    return DispatchResult(placed, language=say.language, pressed=pressed)
