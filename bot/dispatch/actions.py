"""Maps requests to use cases: one row for each command, word behind a command, button and form.

Rights end with membership, in one place: actions are for members unless their row says otherwise, so a new action is
closed to others by default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Generic, TypeVar, assert_never

from bot.context.context import RequestContext
from bot.dispatch.chat import (
    absences,
    awarding,
    correcting,
    deciding,
    forms,
    helping,
    home,
    looking,
    nominating,
    own_nominations,
)
from bot.dispatch.chat.earners import downloads, own_badges, sharing
from bot.dispatch.chat.owners import administering, people
from bot.dispatch.chat.preferences import giver_names, holidays, languages, public_names
from bot.dispatch.questions import CHANGE, GO_ON, show_form
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import AnswerPlace, Card
from bot.messages.forms import Reply
from bot.messages.questions import Question
from bot.messages.reading.commands import leading_command
from bot.messages.reading.parsing import as_words, label_mentions, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import (
    ButtonPress,
    FileToBot,
    FormSubmission,
    Inbound,
    MessageShortcut,
    MessageToBot,
    SourceMessage,
    Text,
    TypedCommand,
)
from bot.use_cases.verify import VerificationRequest

Answer = Reply | Question | VerificationRequest
Argument = TypeVar("Argument")


class Effect(Enum):
    """What an action does to what is stored."""

    READS = auto()
    """Nothing, so it runs on the reading engine and never waits for a writer. If it has an event to record after all,
    as when an owner looks at another person's badges, the request begins again in a transaction that writes."""
    REPEATS = auto()
    """It writes, and a second delivery of the request may do so again: its answer is not stored."""
    WRITES = auto()
    """A second delivery must change nothing, and gets the first answer again."""


@dataclass(frozen=True, slots=True)
class Action(Generic[Argument]):
    """Everything about one command, word, button or form that is not its use case."""

    name: str
    run: Callable[[RequestContext, Argument], Answer]
    effect: Effect = Effect.WRITES
    needs_fresh_facts: bool = False
    """Whether it uses a right although it only reads."""
    open_to_non_members: bool = False
    """Whether guests and people who have left may do it: read, and manage their own badges."""
    in_place: bool = False
    """Whether the answer to the button replaces its card, where the platform can do that. Cards can say it, too."""

    @property
    def uses_right(self) -> bool:
        """Whether what platforms said about its people must be fresh: it uses a right, or gives something."""
        return self.needs_fresh_facts or (self.effect is Effect.WRITES and not self.open_to_non_members)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.effect is Effect.READS


def respond(ctx: RequestContext, inbound: Inbound) -> Answer:
    """Runs the action. Non-members may read, manage their own badges, and have no other right."""
    answer = _run(ctx, action_of(inbound), inbound)
    if action_of(inbound).in_place and isinstance(answer, Card) and answer.place is AnswerPlace.APART:
        return replace(answer, place=AnswerPlace.PRESSED)
    return answer


def _run(ctx: RequestContext, action: Action[Any], inbound: Inbound) -> Answer:
    if ctx.actor.standing is not MembershipStatus.MEMBER:
        if not action.open_to_non_members:
            raise Refusal("members_only", audited=True)
        ctx = replace(ctx, actor=replace(ctx.actor, owner=False))
    match inbound:
        case ButtonPress(_, token):
            return action.run(ctx, token)
        case FormSubmission():
            return action.run(ctx, inbound)
        case TypedCommand(command, text):
            labelled = replace(inbound, text=_labelled(ctx, text))
            return COMMANDS[command].run(ctx, labelled) if command in COMMANDS else HELP.run(ctx, ())
        case MessageToBot(text):
            return UNCLEAR.run(ctx, _labelled(ctx, text))
        case MessageShortcut(message):
            return FOR_MESSAGE.run(ctx, message)
        case FileToBot(content):
            return FILE.run(ctx, content)
        case _:
            assert_never(inbound)


def action_of(inbound: Inbound) -> Action[Any]:
    """The action that a request asks for: its button or form, its command, or the word behind it."""
    match inbound:
        case ButtonPress(name, _):
            return BUTTONS.get(name, UNKNOWN)
        case FormSubmission(name, _):
            return FORMS.get(name, UNKNOWN)
        case TypedCommand(command, text):
            words = WORDS.get(command, {})
            word, _ = leading_command(text, words)
            return words[word] if word else COMMANDS.get(command, HELP)
        case MessageToBot():
            return UNCLEAR
        case MessageShortcut():
            return FOR_MESSAGE
        case FileToBot():
            return FILE
        case _:
            assert_never(inbound)


def _labelled(ctx: RequestContext, text: Text) -> Text:
    """The text with the stored names of the people in it."""
    return label_mentions(text, {external_id: person.name for external_id, person in ctx.people.items()})


def _badges(ctx: RequestContext, command: TypedCommand) -> Answer:
    """`/badges`: a word, a badge by its name, or all badges."""
    word, rest = leading_command(command.text, WORDS["badges"])
    if word:
        return WORDS["badges"][word].run(ctx, rest)
    is_empty = not normalise_name(as_words(command.text))
    return looking.browse(ctx) if is_empty else looking.show(ctx, command.text, tuple(WORDS["badges"]))


def _my_badges(ctx: RequestContext, command: TypedCommand) -> Answer:
    """`/mybadges`: a word, the name of a badge or other words to look for, or the list."""
    word, rest = leading_command(command.text, WORDS["mybadges"])
    if word:
        return WORDS["mybadges"][word].run(ctx, rest)
    if not normalise_name(as_words(command.text)):
        return own_badges.show_list(ctx)
    found = own_badges.show_named(ctx, command.text)
    near = None if found else helping.ask_which_word(ctx, command, WORDS["mybadges"])
    return found or near or own_badges.unknown_words(ctx, command.text)


def _answer_unclear(ctx: RequestContext, text: Text) -> Answer:
    return helping.answer_unclear(ctx, text, VOCABULARY)


def _refuse_unknown(_ctx: RequestContext, _argument: Any) -> Reply:
    raise Refusal("unknown_thing")


def _by_name(*actions: Action[Argument]) -> Mapping[str, Action[Argument]]:
    return {action.name: action for action in actions}


def _administer(ctx: RequestContext, command: TypedCommand) -> Answer:
    """`/badge-admin`: a word, or what there is."""
    word, rest = leading_command(command.text, WORDS["badge-admin"])
    if word:
        return WORDS["badge-admin"][word].run(ctx, rest)
    asked = helping.ask_which_word(ctx, command, _ADMIN_WORDS) if ctx.actor.owner else None
    return asked or administering.show_words(ctx, _ADMIN_WORDS, command.text)


READS, REPEATS = Effect.READS, Effect.REPEATS
HELP: Action[Text] = Action("help", helping.help_about, READS, open_to_non_members=True)
UNCLEAR: Action[Text] = Action("unclear", _answer_unclear, READS, open_to_non_members=True)
"""A sentence that is no command; the dispatcher has made commands of the others (`understanding.py`)."""
FOR_MESSAGE: Action[SourceMessage] = Action("for_message", nominating.start_for_message, READS)
FILE: Action[bytes | None] = Action("file", looking.read_file, READS, open_to_non_members=True)
UNKNOWN: Action[Any] = Action("", _refuse_unknown, READS)

COMMANDS: Mapping[str, Action[TypedCommand]] = _by_name(
    Action("award", awarding.award),
    Action("nominate", nominating.nominate),
    Action("mybadges", _my_badges, READS, open_to_non_members=True),
    Action("badges", _badges, READS, open_to_non_members=True),
    Action("badge-admin", _administer, READS, needs_fresh_facts=True),
)

_BADGES_WORDS = _by_name(
    HELP,
    Action("find", looking.find, READS, open_to_non_members=True),
    Action("decide", lambda ctx, _: deciding.show_waiting(ctx), READS, needs_fresh_facts=True),
    Action("nominations", lambda ctx, _: own_nominations.show_own(ctx), READS),
    Action("back", lambda ctx, _: absences.end_absence(ctx)),
    Action("away", absences.begin_absence),
    Action("approver", absences.name_approver),
    Action("revoke", correcting.revoke, READS, needs_fresh_facts=True),
    Action("amend", correcting.amend, READS, needs_fresh_facts=True),
    Action("why", looking.explain, READS, needs_fresh_facts=True, open_to_non_members=True),
    Action(
        "verify", lambda _, text: looking.read_verification_request(text), READS, open_to_non_members=True
    ),
)
_MYBADGES_WORDS: Mapping[str, Action[Text]] = _by_name(
    Action("language", languages.choose, open_to_non_members=True),
    Action("name", public_names.choose, open_to_non_members=True),
    Action("holidays", holidays.choose),
    Action("giver", giver_names.choose, open_to_non_members=True),
    Action("settings", giver_names.show_settings, READS, open_to_non_members=True),
    Action("search", own_badges.search, READS, open_to_non_members=True),
    Action("export", downloads.download_all, REPEATS, open_to_non_members=True),
    Action("help", own_badges.show_help, READS, open_to_non_members=True),
)
_ADMIN_WORDS: Mapping[str, Action[Text]] = _by_name(
    Action("people", people.show, READS, needs_fresh_facts=True),
    Action("signals", lambda ctx, _: administering.show_signals(ctx), READS, needs_fresh_facts=True),
)
WORDS: Mapping[str, Mapping[str, Action[Text]]] = {
    "badges": _BADGES_WORDS,
    "mybadges": _MYBADGES_WORDS,
    "badge-admin": _ADMIN_WORDS,
}
"""Words behind a command that name what it does."""
VOCABULARY: Mapping[str, tuple[str, ...]] = {command: tuple(WORDS.get(command, ())) for command in COMMANDS}
"""What people type: each command, and the words behind it."""

BUTTONS: Mapping[str, Action[str]] = _by_name(
    Action("approve", deciding.approve),
    Action("decline", deciding.decline),
    Action("review", deciding.review, READS, needs_fresh_facts=True),
    Action("waiting", lambda ctx, _: deciding.show_waiting(ctx), READS, needs_fresh_facts=True),
    Action("nominations", lambda ctx, _: own_nominations.show_own(ctx), READS, in_place=True),
    Action("withdraw", own_nominations.withdraw, in_place=True),
    Action("nudge", own_nominations.nudge),
    Action("edit_nomination", own_nominations.edit, READS),
    Action("undo", awarding.undo),
    Action("turn_down", sharing.turn_down, READS, open_to_non_members=True),
    Action("turn_down_now", sharing.turn_down_now, open_to_non_members=True),
    Action("keep_it", sharing.keep_it, READS, open_to_non_members=True),
    Action("keep", sharing.keep, open_to_non_members=True),
    Action("celebrate", sharing.celebrate, open_to_non_members=True),
    Action("share", sharing.share, open_to_non_members=True),
    Action("take_back", sharing.take_back, open_to_non_members=True),
    Action("page_shows", sharing.ask_what_is_shown, READS, open_to_non_members=True),
    Action("giver", giver_names.press, open_to_non_members=True),
    Action("download", downloads.download, REPEATS, open_to_non_members=True),
    Action("everything", downloads.download_all, REPEATS, open_to_non_members=True),
    Action("include_words", downloads.include_citation),
    Action("leave_words_out", downloads.leave_citation_out),
    Action("mybadges", own_badges.turn_page, READS, open_to_non_members=True),
    Action("own_badge", own_badges.open_badge, READS, open_to_non_members=True),
    Action("catalogue", looking.browse, READS, open_to_non_members=True),
    Action("retry", looking.retry),
    Action("badge", looking.show_named, READS, open_to_non_members=True, in_place=True),
    Action("same_person", people.link_account),
    Action("other_person", people.deny_account),
    Action("part_account", people.part_account),
    Action("merge_people", people.merge),
    Action("undo_merge", people.unmerge),
    Action("nominate_for", nominating.start_nomination, READS),
    Action("home", home.show_home, READS, needs_fresh_facts=True, open_to_non_members=True),
    Action("recognise", home.recognise, READS),
    Action("start_award", home.start_award, READS),
    Action("settings", lambda ctx, _: giver_names.show_settings(ctx, ()), READS, open_to_non_members=True),
    Action("open_form", forms.open_form, READS, in_place=True),
    Action(GO_ON, _refuse_unknown, in_place=True),  # the dispatcher puts what was asked about in its place
    Action(CHANGE, show_form, REPEATS, in_place=True),
)

FORMS: Mapping[str, Action[FormSubmission]] = _by_name(
    Action("award", awarding.award_by_form),
    Action("nominate", nominating.nominate_by_form),
    Action("decline", deciding.decline_by_form),
    Action("away", absences.begin_absence_by_form),
    Action("edit_nomination", own_nominations.edit_by_form),
    Action("revoke", correcting.revoke_by_form),
    Action("amend", correcting.amend_by_form),
    Action("celebrate", sharing.celebrate_by_form, open_to_non_members=True),
    Action("page_shows", sharing.show_by_form, open_to_non_members=True),
)
