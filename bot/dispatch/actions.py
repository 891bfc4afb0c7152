"""Maps requests to use cases: one table of commands, one of buttons, one of forms."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from bot.context.context import RequestContext
from bot.dispatch.chat import (
    absences,
    awarding,
    correcting,
    deciding,
    earning,
    languages,
    looking,
    nominating,
    own_nominations,
    sharing,
)
from bot.dispatch.help import help_card
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, label_mentions, leading_command, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, MessageToBot, Text, TypedCommand
from bot.use_cases.verify import VerificationRequest

COMMANDS = ("award", "nominate", "mybadges", "badges")
READ_ONLY_BUTTONS = ("mybadges", "download", "everything", "nominate_for", "nominations", "review", "badge")
"""Buttons that change nothing, so a second press is harmless."""
DECISIONS = ("approve", "decline", "undo", "revoke", "amend", "approver")
WRITING_WORDS = ("away", "back", "approver", "language")
"""Words after `/badges` and `/mybadges` that change something at once."""
OPEN_TO_NON_MEMBERS = frozenset(
    {
        *("mybadges", "badges", "badge", "help", "why", "verify", "download", "language"),
        *("keep", "celebrate", "share", "take_back", "turn_down", "turn_down_now"),
    }
)
"""What guests and people who have left may do: read, and manage their own badges."""


def respond(ctx: RequestContext, inbound: Inbound) -> Reply | VerificationRequest:
    """Finds the use case and runs it. Non-members may manage their own badges and have no other right."""
    if ctx.actor.standing is not MembershipStatus.MEMBER:
        if _action_name(inbound) not in OPEN_TO_NON_MEMBERS:
            raise Refusal("members_only", audited=True)
        ctx = replace(ctx, actor=replace(ctx.actor, owner=False))
    match inbound:
        case TypedCommand(command, text):
            return run_command(ctx, command, text)
        case MessageToBot(text):
            spoken, rest = leading_command(text, COMMANDS)
            return run_command(ctx, spoken, rest) if spoken else help_card(ctx.say)
        case ButtonPress(action, token):
            return _run_button(ctx, action, token)
        case FormSubmission(action, _):
            return _run_form(ctx, action, inbound)
        case _:
            assert_never(inbound)


def run_command(ctx: RequestContext, command: str, text: Text) -> Reply | VerificationRequest:
    """Runs a typed command, from a slash command or a message."""
    text = label_mentions(text, {external_id: person.name for external_id, person in ctx.people.items()})
    match command:
        case "award":
            return awarding.award(ctx, text)
        case "nominate":
            return nominating.nominate(ctx, text)
        case "mybadges":
            word, rest = leading_command(text, MYBADGES)
            return MYBADGES[word](ctx, rest) if word else earning.my_badges(ctx)
        case "badges":
            return _badges(ctx, text)
        case _:
            return help_card(ctx.say)


def changes_state(inbound: Inbound) -> bool:
    """Whether the request changes something, so that a second delivery must be recognised."""
    match inbound:
        case TypedCommand(command, _):
            return command in ("award", "nominate") or _action_name(inbound) in WRITING_WORDS
        case ButtonPress(action, _):
            return action not in READ_ONLY_BUTTONS
        case _:
            return True


def needs_fresh_facts(inbound: Inbound) -> bool:
    """Whether the stored facts about the caller must be fresh, because the request uses a right."""
    return _action_name(inbound) in DECISIONS


def _action_name(inbound: Inbound) -> str:
    """The name of the action: that of a button or form, a command, or the word after `/badges`."""
    match inbound:
        case ButtonPress(action, _) | FormSubmission(action, _):
            return action
        case TypedCommand(command, text):
            words = {"badges": (*BADGES, "verify"), "mybadges": MYBADGES}.get(command, ())
            return leading_command(text, words)[0] or command
        case MessageToBot(text):
            spoken, rest = leading_command(text, COMMANDS)
            return _action_name(TypedCommand(spoken, rest)) if spoken else "help"
        case _:
            assert_never(inbound)


def _badges(ctx: RequestContext, text: Text) -> Reply | VerificationRequest:
    if looking.is_named(ctx.store, ctx.organisation, text):
        return looking.show(ctx, text)
    word, rest = leading_command(text, (*BADGES, "verify"))
    if word == "verify":
        return looking.read_verification_request(rest)
    if word:
        return BADGES[word](ctx, rest)
    return looking.show(ctx, text) if normalise_name(as_words(text)) else looking.browse(ctx)


BUTTONS: Mapping[str, Callable[[RequestContext, str], Reply]] = {
    "approve": deciding.approve,
    "decline": deciding.decline,
    "review": deciding.review,
    "nominations": lambda ctx, _: own_nominations.show_own(ctx),
    "withdraw": own_nominations.withdraw,
    "nudge": own_nominations.nudge,
    "edit_nomination": own_nominations.edit,
    "undo": awarding.undo,
    "turn_down": correcting.turn_down,
    "turn_down_now": correcting.turn_down_now,
    "keep": sharing.keep,
    "celebrate": sharing.celebrate,
    "share": sharing.share,
    "take_back": sharing.take_back,
    "download": earning.download,
    "everything": earning.download_all,
    "include_words": earning.include_citation,
    "leave_words_out": earning.leave_citation_out,
    "mybadges": earning.turn_page,
    "retry": looking.retry,
    "badge": looking.show_named,
    "nominate_for": nominating.start_nomination,
}


BADGES: Mapping[str, Callable[[RequestContext, Text], Reply]] = {
    "decide": lambda ctx, _: deciding.show_waiting(ctx),
    "help": lambda ctx, _: help_card(ctx.say),
    "nominations": lambda ctx, _: own_nominations.show_own(ctx),
    "back": lambda ctx, _: absences.end_absence(ctx),
    "away": absences.begin_absence,
    "approver": absences.name_approver,
    "revoke": correcting.revoke,
    "amend": correcting.amend,
    "why": looking.explain,
}
"""Words after `/badges`; a badge of the same name takes precedence."""

MYBADGES: Mapping[str, Callable[[RequestContext, Text], Reply]] = {"language": languages.choose}
"""Words after `/mybadges`."""

FORMS: Mapping[str, Callable[[RequestContext, FormSubmission], Reply]] = {
    "award": awarding.award_by_form,
    "nominate": nominating.nominate_by_form,
    "decline": deciding.decline_by_form,
    "edit_nomination": own_nominations.edit_by_form,
    "revoke": correcting.revoke_by_form,
    "amend": correcting.amend_by_form,
}


def _run_button(ctx: RequestContext, action: str, token: str) -> Reply:
    use_case = BUTTONS.get(action)
    if use_case is None:
        raise Refusal("unknown_thing")
    return use_case(ctx, token)


def _run_form(ctx: RequestContext, action: str, form: FormSubmission) -> Reply:
    use_case = FORMS.get(action)
    if use_case is None:
        raise Refusal("unknown_thing")
    return use_case(ctx, form)
