"""What a person typed, to be quoted where it cannot be done, so that no answer loses it."""

from collections.abc import Mapping

from bot.messages.cards import Quote
from bot.messages.parsing import as_words, clean_citation, label_mentions
from bot.messages.requests import FormSubmission, Inbound, MessageToBot, Origin, TypedCommand

LONGEST_QUOTE = 2_800
"""Characters that every platform shows whole in one quotation."""
MOST_QUOTES = 3
"""Quotations that every platform shows whole in one message; the last one holds whatever is left."""
FEW_WORDS = 2
"""Nothing is lost with so few words: a command alone is typed again at once."""


def quoted(text: str) -> tuple[Quote, ...]:
    """What was typed as quotations, one after the other where it is long; none for no text."""
    quotes: list[Quote] = []
    while len(text) > LONGEST_QUOTE and len(quotes) + 1 < MOST_QUOTES:
        space = text.rfind(" ", LONGEST_QUOTE // 2, LONGEST_QUOTE)
        end = space + 1 if space > 0 else LONGEST_QUOTE
        quotes.append(Quote(text[:end]))
        text = text[end:]
    return (*quotes, *((Quote(text),) if text else ()))


def typed_by_caller(inbound: Inbound | None, origin: Origin, names: Mapping[str, str] | None = None) -> str:
    """What a refusal gives back: nothing where the form stays on the screen as it was filled in, or so few words."""
    if inbound is None or origin.brief or origin.refusals_fit:
        return ""
    typed = typed_words_of(inbound, names or {})
    return typed if len(typed.split()) > FEW_WORDS else ""


def typed_words_of(inbound: Inbound, names: Mapping[str, str]) -> str:
    """The words of a command, a sentence or the texts of a form, mentions by these names; "" for a button."""
    match inbound:
        case TypedCommand(command, text):
            words = f"/{command} {as_words(label_mentions(text, names)).strip()}"
        case MessageToBot(text):
            words = as_words(label_mentions(text, names))
        case FormSubmission(fields=fields):
            texts = [value for name, value in fields.items() if isinstance(value, str) and name != "badge"]
            words = "\n".join(text for text in texts if text.strip())
        case _:
            return ""
    return clean_citation(words)
