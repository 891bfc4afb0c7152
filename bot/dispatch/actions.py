"""Maps requests to use cases: one table of commands, one of buttons, one of forms."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from bot.context.context import Turn
from bot.dispatch.help import help_card
from bot.domain.people.model import Standing
from bot.messages.cards import Button
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, folded, leading_command, with_names
from bot.messages.refusals import Refusal
from bot.messages.requests import Inbound, Pressed, Said, Submitted, Text, Typed
from bot.use_cases import browse as catalogue
from bot.use_cases import retry as retrying
from bot.use_cases import why as auditing
from bot.use_cases.credentials import award as awarding
from bot.use_cases.credentials import correcting
from bot.use_cases.credentials import earn as earning
from bot.use_cases.credentials import share as sharing
from bot.use_cases.nominations import decide as deciding
from bot.use_cases.nominations import my_nominations as standing
from bot.use_cases.nominations import nominate as nominating
from bot.use_cases.people import absences
from bot.use_cases.proposals import Proposal, by_slug, proposal_form
from bot.use_cases.verify import ToVerify, asked

COMMANDS = ("award", "nominate", "mybadges", "badges")
READING = ("mybadges", "download", "everything", "nominate_for", "nominations", "review", "badge")
"""Buttons that change nothing, so a second press is harmless."""
DECISIONS = ("approve", "decline", "undo", "revoke", "amend", "approver")
WRITING = ("away", "back", "approver")
"""Words after `/badges` that change something at once."""
FOR_EVERYBODY = frozenset(
    {
        *("mybadges", "badges", "badge", "help", "why", "verify", "download"),
        *("keep", "celebrate", "share", "take_back", "turn_down", "turn_down_now"),
    }
)
"""What guests and people who have left may do: read, and manage their own badges."""


def respond(turn: Turn, inbound: Inbound) -> Reply | ToVerify:
    """Finds the use case and runs it. Non-members may manage their own badges and have no other right."""
    if turn.actor.standing is not Standing.MEMBER:
        if _word(inbound) not in FOR_EVERYBODY:
            raise Refusal("members_only", audited=True)
        turn = replace(turn, actor=replace(turn.actor, owner=False))
    match inbound:
        case Typed(command, text):
            return run_command(turn, command, text)
        case Said(text):
            spoken, rest = leading_command(text, COMMANDS)
            return run_command(turn, spoken, rest) if spoken else help_card(turn.say)
        case Pressed(action, token):
            return _pressed(turn, action, token)
        case Submitted(action, _):
            return _submitted(turn, action, inbound)
        case _:
            assert_never(inbound)


def run_command(turn: Turn, command: str, text: Text) -> Reply | ToVerify:
    """Runs a typed command, from a slash command or a message."""
    text = with_names(text, {external_id: person.name for external_id, person in turn.people.items()})
    match command:
        case "award":
            return awarding.award(turn, text)
        case "nominate":
            return nominating.nominate(turn, text)
        case "mybadges":
            return earning.my_badges(turn)
        case "badges":
            return _badges(turn, text)
        case _:
            return help_card(turn.say)


def writes(inbound: Inbound) -> bool:
    """Whether the request changes something, so that a second delivery must be recognised."""
    match inbound:
        case Typed(command, _):
            return command in ("award", "nominate") or _word(inbound) in WRITING
        case Pressed(action, _):
            return action not in READING
        case _:
            return True


def decides(inbound: Inbound) -> bool:
    """Whether the stored facts about the caller must be fresh, because the request uses a right."""
    return _word(inbound) in DECISIONS


def _word(inbound: Inbound) -> str:
    """The name of the action: that of a button or form, a command, or the word after `/badges`."""
    match inbound:
        case Pressed(action, _) | Submitted(action, _):
            return action
        case Typed(command, text):
            return (
                leading_command(text, (*BADGES, "verify"))[0] or command if command == "badges" else command
            )
        case Said(text):
            spoken, rest = leading_command(text, COMMANDS)
            return _word(Typed(spoken, rest)) if spoken else "help"
        case _:
            assert_never(inbound)


def _badges(turn: Turn, text: Text) -> Reply | ToVerify:
    if catalogue.is_named(turn, text):
        return catalogue.show(turn, text)
    word, rest = leading_command(text, (*BADGES, "verify"))
    if word == "verify":
        return asked(rest)
    if word:
        return BADGES[word](turn, rest)
    return catalogue.show(turn, text) if folded(as_words(text)) else catalogue.browse(turn)


def _start_nomination(turn: Turn, slug: str) -> Reply:
    achievement = by_slug(tuple(turn.store.catalogue.current(turn.organisation.id)), slug)
    back = Button(turn.say.text("form.back"), "badge", slug)
    return turn.ask(proposal_form(turn, "nominate", Proposal((), achievement, ""), "nominate.missing", back))


BUTTONS: Mapping[str, Callable[[Turn, str], Reply]] = {
    "approve": deciding.approve,
    "decline": deciding.decline,
    "review": deciding.review,
    "nominations": lambda turn, _: standing.mine(turn),
    "withdraw": standing.withdraw,
    "nudge": standing.nudge,
    "edit_nomination": standing.edit,
    "undo": awarding.undo,
    "turn_down": correcting.turn_down,
    "turn_down_now": correcting.turn_down_now,
    "keep": sharing.keep,
    "celebrate": sharing.celebrate,
    "share": sharing.share,
    "take_back": sharing.take_back,
    "download": earning.download,
    "everything": earning.everything,
    "include_words": earning.include_words,
    "leave_words_out": earning.leave_words_out,
    "mybadges": earning.turn_page,
    "retry": retrying.retry,
    "badge": catalogue.show_named,
    "nominate_for": _start_nomination,
}


BADGES: Mapping[str, Callable[[Turn, Text], Reply]] = {
    "decide": lambda turn, _: deciding.waiting(turn),
    "help": lambda turn, _: help_card(turn.say),
    "nominations": lambda turn, _: standing.mine(turn),
    "back": lambda turn, _: absences.back(turn),
    "away": absences.away,
    "approver": absences.name_approver,
    "revoke": correcting.revoke,
    "amend": correcting.amend,
    "why": auditing.why,
}
"""Words after `/badges`; a badge of the same name takes precedence."""

FORMS: Mapping[str, Callable[[Turn, Submitted], Reply]] = {
    "award": awarding.award_by_form,
    "nominate": nominating.nominate_by_form,
    "decline": deciding.decline_by_form,
    "edit_nomination": standing.edit_by_form,
    "revoke": correcting.revoke_by_form,
    "amend": correcting.amend_by_form,
}


def _pressed(turn: Turn, action: str, token: str) -> Reply:
    use_case = BUTTONS.get(action)
    if use_case is None:
        raise Refusal("unknown_thing")
    return use_case(turn, token)


def _submitted(turn: Turn, action: str, form: Submitted) -> Reply:
    use_case = FORMS.get(action)
    if use_case is None:
        raise Refusal("unknown_thing")
    return use_case(turn, form)
