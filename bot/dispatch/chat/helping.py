"""Help, and the answer to a sentence that was not understood: what it may mean, as buttons, and its words kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask, either
from bot.domain.catalogue.names import names_of
from bot.messages.forms import Reply
from bot.messages.questions import Choice, Question
from bot.messages.quotations import FEW_WORDS
from bot.messages.reading.commands import translations
from bot.messages.reading.intentions import intentions, phrases
from bot.messages.reading.matching import nearest
from bot.messages.reading.parsing import as_words, clean_citation
from bot.messages.reading.request import command_of, first_word, is_greeting
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.tokens import text_from, tokens
from bot.messages.reading.vocabulary import vocabulary
from bot.messages.requests import Text, TypedCommand
from bot.presenting.help_cards import help_card, help_lines, not_understood_card

LABELLED = ("mybadges", "badges", "decide", "nominations", "back", "why", "help", "away")
"""What a button can offer. A link to verify is typed behind its command."""
MOST_SHOWN = 60
"""Characters of what was typed that a question repeats."""


def help_about(ctx: RequestContext, text: Text) -> Reply:
    """How everything is typed; first the command that the text names, or the question that it is."""
    typed = clean_citation(as_words(text))
    return help_card(ctx.say, typed, typed if len(typed.split()) > FEW_WORDS else "")


def answer_unclear(ctx: RequestContext, text: Text, known: Mapping[str, Sequence[str]]) -> Reply | Question:
    """Help for a greeting; for any other sentence its words, and what they may mean. `known`: commands and words."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    sentence = Sentence.of(text, names_of(achievements), vocabulary(ctx.say))
    if is_greeting(sentence):
        return help_card(ctx.say)
    typed = clean_citation(as_words(text))
    choices = [*_misspelt_command(ctx, sentence, known), *_meanings(ctx, sentence)]
    if not choices:
        return not_understood_card(ctx.say, typed)
    return replace(ask(ctx, ctx.say.line("ask.unclear"), typed, choices), below=help_lines(ctx.say))


def ask_which_word(ctx: RequestContext, command: TypedCommand, words: Iterable[str]) -> Question | None:
    """Asks which word behind a command a misspelt one means; None if none is near."""
    found, known = tokens(command.text), translations(ctx.say, tuple(words))
    rest = text_from(command.text, found, 1)
    choices = [
        Choice(f"/{command.command} {word}", TypedCommand(command.command, (f"{word} ", *rest)))
        for word in nearest(found[0].word if found else "", known)
    ]
    typed = clean_citation(as_words(command.text))
    question = ctx.say.line("ask.badge_or_word", found=typed[:MOST_SHOWN], near=either(choices))
    return ask(ctx, question, typed, choices) if choices else None


def _misspelt_command(
    ctx: RequestContext, sentence: Sentence, known: Mapping[str, Sequence[str]]
) -> Sequence[Choice]:
    """The commands, and the words behind `/badges`, that the first word may mean; the rest stays as typed."""
    opening = first_word(sentence)
    commands = translations(ctx.say, tuple(known))
    words = {typed: f"badges {word}" for typed, word in translations(ctx.say, tuple(known["badges"])).items()}
    rest = text_from(sentence.text, sentence.tokens, opening + 1)
    choices: list[Choice] = []
    for meaning in nearest(sentence.word(opening), {**words, **commands}):
        command, _, word = meaning.partition(" ")
        behind = (f"{word} ", *rest) if word else rest
        choices.append(Choice(f"/{meaning}", TypedCommand(command, behind, spoken=True)))
    return choices


def _meanings(ctx: RequestContext, sentence: Sentence) -> Sequence[Choice]:
    """What the phrases in a sentence, its badges and a language that it names may ask for."""
    badges = dict.fromkeys(name.slug for name in sentence.names.all(sentence.tokens))
    known = {badge.slug: badge.name for badge in ctx.store.catalogue.current(ctx.organisation.id)}
    languages = (ctx.languages.named(token.word) for token in sentence.tokens if token.word)
    phrased = [
        Choice(ctx.say.text(f"ask.to_{intention.name}"), command_of(sentence, intention))
        for intention in intentions(sentence, phrases(ctx.say))
        if intention.name in LABELLED and intention.words > 1
    ]
    shown = [Choice(known[slug], TypedCommand("badges", (slug,))) for slug in badges]
    spoken = [
        Choice(
            language.language_name(language.language),
            TypedCommand("mybadges", (f"language {language.language}",)),
        )
        for language in dict.fromkeys(language for language in languages if language)
    ]
    return [*phrased, *shown, *spoken]
