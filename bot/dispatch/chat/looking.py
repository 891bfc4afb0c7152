"""What people look at: the catalogue, the history of a badge, a badge to verify. And the retry button of owners."""

from uuid import UUID

from bot.context.context import RequestContext
from bot.context.store import Store
from bot.dispatch.chat.proposals import read_proposal, unknown_badge
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.catalogue.search import matches
from bot.domain.organisations import Organisation
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, clean_citation, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.presenting import catalogue_cards, retries, why_cards
from bot.use_cases.retry import RetryJob, retry_job
from bot.use_cases.verify import VerificationRequest, verification_request
from bot.use_cases.why import Explain
from bot.use_cases.why import explain as explain_history


def browse(ctx: RequestContext) -> Reply:
    """The whole catalogue."""
    return catalogue_cards.browse(ctx.say, tuple(ctx.store.catalogue.current(ctx.organisation.id)))


def is_named(store: Store, organisation: Organisation, text: Text) -> bool:
    """Whether the whole text is the name of an achievement."""
    words = normalise_name(clean_citation(as_words(text)))
    return bool(words) and words in names_of(tuple(store.catalogue.current(organisation.id)))


def show(ctx: RequestContext, text: Text) -> Reply:
    """One achievement: its description and criteria."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    words = clean_citation(as_words(text))
    achievement = by_slug(achievements, names_of(achievements).get(normalise_name(words)))
    if achievement is None:
        raise unknown_badge(" ".join(words.split()[:6])[:120], achievements)
    return catalogue_cards.show(ctx.say, achievement)


def find(ctx: RequestContext, text: Text) -> Reply:
    """The achievements with those words in their names or texts."""
    typed = clean_citation(as_words(text))
    if not normalise_name(typed):
        return browse(ctx)
    current = ctx.store.catalogue.current(ctx.organisation.id)
    found = tuple(achievement for achievement in current if matches(typed, achievement))
    return catalogue_cards.found(ctx.say, found, " ".join(typed.split())[:60])


def show_named(ctx: RequestContext, slug: str) -> Reply:
    """One achievement, from its button."""
    return show(ctx, (slug,))


def explain(ctx: RequestContext, text: Text) -> Reply:
    """The history of the caller's badge, or of a person's."""
    proposal = read_proposal(ctx, text)
    if proposal.achievement is None or len(proposal.people) > 1:
        raise Refusal("why_usage")
    person = proposal.recipients[0] if proposal.people else ctx.actor
    explained = explain_history(ctx, Explain(person, proposal.achievement))
    return why_cards.history_card(ctx.say, explained)


def read_verification_request(text: Text) -> VerificationRequest:
    """Reads the text after `verify`: a link, which Slack encloses, or the signed document itself."""
    pasted = as_words(text).strip().removeprefix("<").removesuffix(">").partition("|")[0].strip("` \n")
    return verification_request(pasted)


def retry(ctx: RequestContext, token: str) -> Reply:
    """Queues a job again; a second press finds it queued or done, and changes nothing."""
    try:
        command = RetryJob(UUID(hex=token))
    except ValueError:
        raise Refusal("unknown_thing") from None
    return retries.retry_answer(ctx.say, anew=retry_job(ctx, command))
