"""The cards about absences, deputies and named approvers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.people.absence_phrases.model import NotUnderstood, Reading
from bot.domain.people.model import Person
from bot.domain.people.working_hours import WorkCalendar
from bot.messages.cards import Card, Line, Moment, Paragraph, Strong, Words, plain
from bot.messages.forms import Form, PeopleField, TextField
from bot.messages.wording import Enumeration, Wording
from bot.presenting.people import mention_of
from bot.use_cases.people.absences import AbsenceBegun, AbsenceEnded

DAY_UNDERSTOOD = "away"
"""The question whether an absence ends when Laurel understood, as `RequestContext.answered` names it."""
INTERVAL = "/"
"""Between the two moments of an interval (ISO 8601)."""


def returns(readings: Sequence[Reading], calendar: WorkCalendar) -> tuple[datetime, ...]:
    """The moments of return that a text can mean, each on a working day; the start of the day if it names no time.

    Where the last day named may be a day of the absence too, the working day after it follows.
    """
    moments = [_return(reading.day, reading.at, calendar) for reading in readings]
    if len(readings) == 1 and readings[0].may_be_included:
        moments.append(_return(readings[0].day + timedelta(days=1), None, calendar))
    return tuple(dict.fromkeys(moments))


def starts(readings: Sequence[Reading], calendar: WorkCalendar) -> str:
    """The start of an interval as ISO 8601 writes it, up to its end; nothing for an absence that begins at once."""
    first = readings[0].begins
    return f"{datetime.combine(first, time(), calendar.zone).isoformat()}{INTERVAL}" if first else ""


def ask_until(
    say: Wording, readings: Sequence[Reading], calendar: WorkCalendar, deputy: Person | None
) -> Iterator[Line]:
    """Asks whether the absence ends on that day, or on which of those days."""
    meant = [_return(reading.day, reading.at, calendar) for reading in readings]
    days = Enumeration(tuple((Strong(day_and_time(say, at)),) for at in dict.fromkeys(meant)), "or")
    decides = say.line("ask_away.deputy_decides", deputy=mention_of(deputy)) if deputy else ()
    if first := readings[0].begins:
        start = (Strong(say.date(first, "full")),)
        yield (*say.line("ask_away.between", start=start, days=days), *decides)
    else:
        yield (*say.line("ask_away.until", days=days), *decides)
    for reading, at in zip(readings, meant, strict=True):
        if reading.day != at.date():
            off, back = say.date(reading.day, "full"), say.date(at.date(), "full")
            yield say.line("ask_away.day_off", off=off, day=back)


def answer_until(say: Wording, at: datetime, *, number: int, is_only: bool) -> str:
    """The label of the button for one of the days. `number`: which of them; `is_only`: one day was asked about."""
    day = day_and_time(say, at)
    if not is_only:
        return say.text("ask_away.this_one", day=day)
    return say.text("ask_away.no" if number else "ask_away.yes", day=day)


def form(say: Wording, until: str, deputy: PeopleField, intro: str | None) -> Form:
    """Asks until when, and for a deputy. `intro`: what was not understood, if that is why."""
    what = intro or say.text("ask_away.form_intro")
    return Form(
        action="away",
        title=say.text("ask_away.form_title"),
        intro=what,
        submit=say.text("ask_away.form_submit"),
        fields=(TextField("until", say.text("ask_away.until_field"), until, required=True), deputy),
        hint=_card((Words(what),)),
    )


def facts_of(say: Wording, problem: NotUnderstood) -> Mapping[str, str]:
    """What a text was read as, in words."""
    found = {
        name: say.date(value, "full") if isinstance(value, date) else str(value)
        for name, value in problem.facts.items()
    }
    if "weekday" in problem.facts:
        found["said"] = say.locale.days["format"]["wide"][int(str(problem.facts["weekday"]))]
    return found


def day_and_time(say: Wording, at: datetime) -> str:
    """The day with its weekday, and the time if it is none of a whole day."""
    day = say.date(at.date(), "full")
    return f"{day}, {at:%H:%M}" if at.time() != time() else day


def away(say: Wording, begun: AbsenceBegun) -> Card:
    """Confirms an absence: its start if that is later, its end, the deputy, and the number of cases handed over."""
    until = Moment(begun.until)
    if begun.starts:
        line = say.line("away.planned", start=Moment(begun.starts, day=True), until=until)
        stands_in = say.line("away.stands_in", deputy=mention_of(begun.deputy)) if begun.deputy else ()
        line = (*line, *stands_in)
    elif begun.deputy:
        line = say.line("away.deputy", until=until, deputy=mention_of(begun.deputy))
    else:
        line = say.line("away.nobody", until=until)
    return _card((*line, *_handed_over(say, begun.handed_over)))


def back(say: Wording, ended: AbsenceEnded) -> Card:
    """Confirms the end of an absence, and the number of cases that come to them as well."""
    back = say.line("away.back") if ended.was_away else ()
    also = say.line("away.also_yours", count=ended.handed_over) if ended.handed_over else ()
    cancelled = say.line("away.cancelled") if ended.was_planned else ()
    return _card((*back, *also, *((Words(" "),) if back and cancelled else ()), *cancelled))


def was_not_away(say: Wording) -> Card:
    """There was no absence to end."""
    return _card(say.line("away.was_not"))


def approver(say: Wording, person: Person, named: Person | None, handed_over: int) -> Card:
    """Confirms the approver named for a person, or that none is named any more."""
    if named:
        line = say.line("away.approver", person=mention_of(person), approver=mention_of(named))
    else:
        line = say.line("away.no_approver", person=mention_of(person))
    return _card((*line, *_handed_over(say, handed_over)))


def _handed_over(say: Wording, count: int) -> Line:
    return say.line("away.handed_over", count=count) if count else ()


def _card(line: Line) -> Card:
    return Card(plain(line), (Paragraph(line),))


def _return(day: date, at: time | None, calendar: WorkCalendar) -> datetime:
    worked = calendar.working_day_from(day)
    return datetime.combine(worked, at if at and worked == day else time(), calendar.zone)
