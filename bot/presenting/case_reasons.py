"""Sentences of an approver's card: why the case came to its viewer, and the signals worth a second look."""

from collections.abc import Mapping
from uuid import UUID

from bot.domain.nominations.model import MessageEvidence, MessageState, SkippedApprover
from bot.domain.nominations.signals import Signal
from bot.domain.people.model import Person
from bot.messages.cards import Line, Link, Moment, Words
from bot.messages.wording import Enumeration, Wording
from bot.presenting.people import mention_of
from bot.use_cases.nominations.case_view import CaseView


def person_line(case_view: CaseView, person_id: UUID) -> Line:
    """A person's mention, as a part of a sentence."""
    return (mention_of(case_view.people[person_id]),)


def assignment_reasons(say: Wording, case_view: CaseView) -> list[Line]:
    """Why it came to the viewer: their role, the skipped candidates before them, and the earlier approvers."""
    asking = case_view.request
    if asking is None:
        return []
    step = case_view.snapshot.achievement.rules.steps[asking.stage]
    if asking.deputy_of:
        lines = [say.line("why.deputy", away=person_line(case_view, asking.deputy_of))]
    elif step.by == "owner":
        lines = [say.line("why.owner_stage")]
    else:
        lines = [say.line(f"why.{asking.why}", nominee=mention_of(case_view.snapshot.nominee))]
    # A candidate in two roles, such as manager and owner, is listed once.
    lines += [
        _skipped_line(say, case_view, skipped)
        for skipped in dict.fromkeys(asking.skipped)
        if asking.deputy_of is None or skipped.person_id != asking.deputy_of
    ]
    now_open = case_view.snapshot.progress
    if now_open.approved and asking.stage == now_open.stage:
        people = Enumeration(
            tuple(person_line(case_view, person_id) for person_id in sorted(now_open.approved))
        )
        lines.append(say.line("decide.so_far", people=people))
    return lines


def message_line(say: Wording, case_view: CaseView, evidence: MessageEvidence) -> Line:
    """The message behind a nomination: whose and when, where it can be read, and what became of it."""
    if evidence.written_at is None:
        return say.line("evidence.private")
    author, at = evidence.author_id, Moment(evidence.written_at)
    if author is None:
        line = say.line("evidence.of_bot", at=at)
    else:
        line = say.line("evidence.message", author=person_line(case_view, author), at=at)
    if evidence.state is not MessageState.KEPT:
        line += (Words(" "), *say.line(f"evidence.{evidence.state}"))
    elif evidence.link:
        line += (Words(" "), Link(say.text("evidence.open"), evidence.link))
    return line


def _skipped_line(say: Wording, case_view: CaseView, skipped: SkippedApprover) -> Line:
    if skipped.person_id is None:
        if skipped.code == "loop":
            return say.line("skipped.loop", nominee=mention_of(case_view.snapshot.nominee))
        return say.line("skipped.missing", nominee=mention_of(case_view.snapshot.nominee))
    if skipped.code == "only_you":
        return say.line("skipped.only_you")
    return say.line(f"skipped.{skipped.code}", person=person_line(case_view, skipped.person_id))


def signal_lines(say: Wording, case_view: CaseView) -> list[Line]:
    """The signals worth a second look before deciding."""
    return [signal_line(say, case_view.people, signal) for signal in case_view.signals]


def signal_line(say: Wording, named: Mapping[UUID, Person], signal: Signal) -> Line:
    """A signal in a sentence; `named`: the people it names."""
    people = Enumeration(tuple((mention_of(named[person_id]),) for person_id in signal.people))
    match signal.code:
        case "pair":
            return say.line("signal.pair", people=people, count=signal.count)
        case "ring":
            return say.line("signal.ring", people=people, count=signal.count)
        case "copied":
            return say.line("signal.copied", people=people)
        case "burst_given":
            return say.line("signal.burst_given", people=people, count=signal.count)
        case _:
            return say.line("signal.burst_received", people=people, count=signal.count)
