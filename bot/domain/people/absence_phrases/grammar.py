"""The grammar of an absence: clauses that begin, end or measure it, and together use up the whole text.

    text   = {clause}
    clause = [until | back | for | from | –] body
    body   = days, weeks, dates and times in any order, each said once
    read_absence("until Friday next week", monday, words, week)[0].day == friday_of_next_week

An absence begins at once, unless a clause names a later day; then lengths, dates and days of the week count from there.
Clauses about its end have to agree. Ways to say it differ in order from language to language, so a body is what it
says, whatever the order; a day of the week beside a date has to be that date's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.domain.people.absence_phrases.bodies import Body, read_body
from bot.domain.people.absence_phrases.days import later_span, named_days, whole_span
from bot.domain.people.absence_phrases.model import LONGEST, NotUnderstood, Reading, Readings, WorkWeek
from bot.domain.people.absence_phrases.vocabulary import AbsenceWords, Kind, Lexeme, lexemes

_OPENERS = (Kind.UNTIL, Kind.BACK, Kind.FOR, Kind.FROM, Kind.DASH)


@dataclass
class Clause:
    """An opener, if any, and what follows it."""

    opener: Kind | None
    lexemes: list[Lexeme] = field(default_factory=list)


def read_absence(
    text: str, now: datetime, words: AbsenceWords, week: WorkWeek, *, bare_end: bool = False
) -> Readings:
    """The ends of the absence that a text can mean, the likeliest first; raises `NotUnderstood`.

    `now`: the moment in the person's time zone. `bare_end`: whether a day without “until” is the end, as in a form.
    """
    clauses = [(clause, read_body(clause.lexemes)) for clause in _turned(_clauses(lexemes(text, words)))]
    start = None if bare_end and len(clauses) == 1 else _start(clauses, now, week)
    ends = [*_ends(clauses, (now, start), week, bare_end=bare_end)]
    if not ends:
        raise NotUnderstood("when")
    readings = tuple(reading for reading in ends[0] if all(reading in others for others in ends[1:]))
    if not readings:
        raise NotUnderstood("two_ends", first=ends[0][0].day, second=_other_day(ends))
    possible = _possible(readings, datetime.combine(start, time(), now.tzinfo) if start else now)
    return tuple(replace(reading, begins=start) for reading in possible)


def _clauses(parts: Sequence[Lexeme]) -> Iterator[Clause]:
    """“two weeks from now” is one clause: what is measured from a day."""
    clause = Clause(None)
    for part in parts:
        measures = clause.lexemes[-1:] and clause.lexemes[-1].kind is Kind.UNIT
        if part.kind is Kind.DASH and clause.lexemes[-1:] and clause.lexemes[-1].kind is Kind.PART:
            continue  # “mid-March”
        if part.kind is Kind.FROM and measures and clause.opener in (Kind.UNTIL, Kind.BACK):
            clause.lexemes.append(part)
        elif part.kind in _OPENERS and not (part.kind is Kind.FOR and not clause.lexemes and clause.opener):
            if clause.opener or clause.lexemes:
                yield clause
            clause = Clause(part.kind)
        else:
            clause.lexemes.append(part)
    if clause.opener or clause.lexemes:
        yield clause


def _turned(clauses: Iterator[Clause]) -> Iterator[Clause]:
    """“On Monday back” as “back on Monday”."""
    before: Clause | None = None
    for clause in clauses:
        if (
            before
            and clause.opener is Kind.BACK
            and not clause.lexemes
            and before.opener in (None, Kind.FROM)
        ):
            before = Clause(Kind.BACK, before.lexemes)
            continue
        if before:
            yield before
        before = clause
    if before:
        yield before


def _start(clauses: Sequence[tuple[Clause, Body]], now: datetime, week: WorkWeek) -> date | None:
    """The first day of an absence that begins later than today; raises for one in the past, and for two."""
    found: set[date] = set()
    for number, (clause, body) in enumerate(clauses):
        opens = number < len(clauses) - 1 and (body.says == {"near"} or whole_span(body, now, week) is None)
        if clause.opener is Kind.FROM or (clause.opener is None and opens and not body.is_empty):
            found.add(_first_day(body, now.date(), week))
        elif clause.opener in (None, Kind.FOR) and (later := later_span(body, now, week)):
            found.add(later[0])
    if len(found) > 1:
        raise NotUnderstood("when")
    first = min(found, default=now.date())
    if first < now.date():
        raise NotUnderstood("past", day=first)
    return first if first > now.date() else None


def _ends(
    clauses: Sequence[tuple[Clause, Body]],
    times: tuple[datetime, date | None],
    week: WorkWeek,
    *,
    bare_end: bool,
) -> Iterator[Readings]:
    """`times`: now, and the first day if that is a later one."""
    now, start = times
    for number, (clause, body) in enumerate(clauses):
        is_last = number == len(clauses) - 1
        if body.is_empty and clause.opener in (Kind.BACK, Kind.FOR) and len(clauses) > 1:
            continue  # “for the summer until …”: the other clause says when
        if body.is_empty:
            raise NotUnderstood("when")
        since = _counts_from(clause, body, now, start)
        match clause.opener:
            case Kind.UNTIL | Kind.DASH:
                yield _until(body, since, week)
            case Kind.BACK:
                yield named_days(body, since, week)
            case Kind.FROM:
                continue
            case None if bare_end and len(clauses) == 1 and whole_span(body, now, week) is None:
                yield _until(body, now, week)
            case None if not is_last and (body.says == {"near"} or whole_span(body, now, week) is None):
                continue  # “today until Friday”
            case _:
                yield (_span(body, since, now, week),)


def _counts_from(clause: Clause, body: Body, now: datetime, start: date | None) -> datetime:
    """From when the end is counted: the first day, but for what is said from today, such as “tomorrow”, “next week”."""
    from_today = body.says & {"near", "period"} or body.weekday_which is not None
    if start is None or from_today or (clause.opener in (Kind.UNTIL, Kind.BACK) and "count" in body.says):
        return now
    return datetime.combine(start, time(), now.tzinfo)


def _span(body: Body, since: datetime, now: datetime, week: WorkWeek) -> Reading:
    """The end of a whole span: one that begins with the absence, or one that names a later beginning itself."""
    if span := whole_span(body, since, week):
        return span
    if later := later_span(body, now, week):
        return later[1]
    raise NotUnderstood("when")


def _until(body: Body, now: datetime, week: WorkWeek) -> Readings:
    """“Until Friday” is with Friday to some people. What names a length, a week or a month leaves no such doubt."""
    names_a_day = not body.says & {"count", "part"} and body.says & {"weekday", "day", "date", "near"}
    doubtful = bool(names_a_day) and not (body.is_inclusive or body.is_after)
    return tuple(
        replace(reading, may_be_included=doubtful and reading.at is None)
        for reading in named_days(body, now, week)
    )


def _first_day(body: Body, today: date, week: WorkWeek) -> date:
    """The first day that a body names, which may be today, but for “next Monday”."""
    days = 1 if body.weekday_which is None else 0
    before = datetime.combine(today - timedelta(days=days), datetime.max.time())
    return named_days(body, before, week, anchor=today)[0].day


def _other_day(ends: Sequence[Readings]) -> date:
    return next(readings[0].day for readings in ends[1:] if not set(readings) & set(ends[0]))


def _possible(readings: Readings, now: datetime) -> Readings:
    """Those that lie ahead and within a year; raises if there is none."""
    today = now.date()
    ahead = [reading for reading in readings if _is_ahead(reading, now)]
    if not ahead:
        raise NotUnderstood("past", day=readings[0].day)
    near = tuple(reading for reading in ahead if reading.day <= today + timedelta(days=LONGEST))
    if not near:
        raise NotUnderstood("far", day=ahead[0].day)
    return near


def _is_ahead(reading: Reading, now: datetime) -> bool:
    if reading.at is None:
        return reading.day > now.date()
    return datetime.combine(reading.day, reading.at) > now.replace(tzinfo=None)
