"""What people look at: the catalogue, the history of a badge, a badge to verify. And the retry button of owners."""

from collections.abc import Sequence
from uuid import UUID

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask, either
from bot.dispatch.chat.proposals import read_proposal, refuse_groups
from bot.dispatch.chat.unclear import ask_which_badge
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, matches, names_of
from bot.messages.forms import Reply
from bot.messages.questions import Choice, Question
from bot.messages.reading.commands import translations
from bot.messages.reading.matching import ranked, similarities
from bot.messages.reading.parsing import as_words, clean_citation, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import Text, TypedCommand
from bot.presenting import catalogue_cards, why_cards
from bot.presenting.owners import retries
from bot.presenting.verify_cards import unread_file_card
from bot.use_cases.retry import RetryJob, retry_job
from bot.use_cases.verify import VerificationRequest, verification_request
from bot.use_cases.why import Explain
from bot.use_cases.why import explain as explain_history


def browse(ctx: RequestContext, page: str = "") -> Reply:
    """The catalogue, from a page on."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    return catalogue_cards.browse(ctx.say, achievements, _number(page) or 0)


def show(ctx: RequestContext, text: Text, words: Sequence[str] = ()) -> Reply | Question:
    """One achievement: its description and criteria. `words`: what may stand behind `/badges` as well."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    typed = clean_citation(as_words(text))
    achievement = by_slug(achievements, names_of(achievements).get(normalise_name(typed)))
    if achievement is not None:
        return catalogue_cards.show(ctx.say, achievement)
    found = " ".join(typed.split()[:6])[:120]
    choices = _near(ctx, text, achievements, words)
    if choices:
        question = ctx.say.line("ask.badge_or_word", found=found, near=either(choices))
        return ask(ctx, question, typed, choices)
    raise Refusal("unknown_badge", {"found": found})


def find(ctx: RequestContext, text: Text) -> Reply:
    """The achievements with those words in their names or texts."""
    typed = clean_citation(as_words(text))
    if not normalise_name(typed):
        return browse(ctx)
    current = ctx.store.catalogue.current(ctx.organisation.id)
    found = tuple(achievement for achievement in current if matches(typed, achievement))
    return catalogue_cards.found(ctx.say, found, " ".join(typed.split())[:60])


def show_named(ctx: RequestContext, token: str) -> Reply | Question:
    """One achievement, from its button: its slug, and the page of the catalogue that the button is on."""
    slug, _, page = token.partition(".")
    achievement = by_slug(tuple(ctx.store.catalogue.current(ctx.organisation.id)), slug)
    return catalogue_cards.show(ctx.say, achievement, _number(page)) if achievement else show(ctx, (slug,))


def explain(ctx: RequestContext, text: Text) -> Reply | Question:
    """The history of the caller's badge, or of a person's."""
    proposal = read_proposal(ctx, text)
    if question := ask_which_badge(ctx, "why", proposal):
        return question
    refuse_groups(proposal)
    if proposal.achievement is None or len(proposal.people) > 1:
        raise Refusal("why_usage")
    person = proposal.recipients[0] if proposal.people else ctx.actor
    explained = explain_history(ctx, Explain(person, proposal.achievement))
    return why_cards.history_card(ctx.say, explained)


def read_verification_request(text: Text) -> VerificationRequest:
    """Reads the text after `verify`: a link, which Slack encloses, or the signed document itself."""
    pasted = as_words(text).strip().removeprefix("<").removesuffix(">").partition("|")[0].strip("` \n")
    return verification_request(pasted)


def read_file(ctx: RequestContext, content: bytes | None) -> Reply | VerificationRequest:
    """Reads a file that is to be verified; without its content, shows the page that takes it."""
    return unread_file_card(ctx.say) if content is None else VerificationRequest(content)


def retry(ctx: RequestContext, token: str) -> Reply:
    """Queues a job again; a second press finds it queued or done, and changes nothing."""
    try:
        command = RetryJob(UUID(hex=token))
    except ValueError:
        raise Refusal("unknown_thing") from None
    return retries.retry_answer(ctx.say, anew=retry_job(ctx, command))


def _number(page: str) -> int | None:
    return int(page) if page.isdecimal() and len(page) < 4 else None


def _near(
    ctx: RequestContext, text: Text, achievements: Sequence[Achievement], words: Sequence[str]
) -> Sequence[Choice]:
    """The badges and the words behind `/badges` that a misspelt one may mean."""
    first, *rest = clean_citation(as_words(text)).split(maxsplit=1) or ("",)
    known = translations(ctx.say, tuple(words))
    scores = similarities([first], {typed: f"/{word}" for typed, word in known.items()})
    scores |= similarities([as_words(text)], names_of(achievements))
    behind = rest[0] if rest else ""
    choices: list[Choice] = []
    for meaning in ranked(scores):
        badge = by_slug(achievements, meaning)
        command = (badge.slug,) if badge else (f"{meaning[1:]} ", behind)
        label = badge.name if badge else f"/badges {meaning[1:]}"
        choices.append(Choice(label, TypedCommand("badges", command)))
    return choices
