"""Reasons to ask before a request counts: what may be private in its words, and an award that was made today."""

from collections.abc import Iterator, Sequence

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import Doubt
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.people.working_hours import zone_of
from bot.domain.private_text import find_private, private_words
from bot.messages.wording import Enumeration
from bot.presenting.people import mention_of
from bot.use_cases.credentials.repeats import find_repeats

PRIVATE, REPEATED = "private", "repeated"


def doubt_private(ctx: RequestContext, text: str, before: str = "") -> Iterator[Doubt]:
    """Whether the words may tell something private; `before`: words that they replace, which were sent."""
    words, domains = private_words(ctx.languages.wordings), _own_domains(ctx)
    known = set(find_private(before, words, domains)) if before else set()
    found = [matter for matter in find_private(text, words, domains) if matter not in known]
    if found:
        matters = tuple(ctx.say.line(f"ask_private.{matter.kind}", words=matter.words) for matter in found)
        line = ctx.say.line("ask_private.question", matters=Enumeration(matters))
        yield Doubt(PRIVATE, line, ctx.say.text("ask_private.go_on"))


def doubt_repeated(
    ctx: RequestContext, achievement: Achievement, new: Sequence[Credential]
) -> Iterator[Doubt]:
    """Whether the same badge was awarded to the same people within a day."""
    recipients = [ctx.store.people.get(credential.recipient_id) for credential in new]
    repeats = find_repeats(ctx, achievement, recipients, {credential.id for credential in new})
    if repeats:
        zone, first = zone_of(ctx.actor, ctx.organisation), min(repeat.at for repeat in repeats)
        is_today = first.astimezone(zone).date() == ctx.now.astimezone(zone).date()
        people = Enumeration(tuple((mention_of(repeat.recipient),) for repeat in repeats))
        line = ctx.say.line(
            "ask_again.today" if is_today else "ask_again.yesterday",
            people=people,
            badge=achievement.name,
            count=len(repeats),
        )
        yield Doubt(REPEATED, line, ctx.say.text("ask_again.go_on"))


def _own_domains(ctx: RequestContext) -> frozenset[str]:
    addresses = (ctx.organisation.email, ctx.actor.email)
    return frozenset(address.rpartition("@")[2].casefold() for address in addresses if address)
