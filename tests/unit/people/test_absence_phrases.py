"""Until when a person is away: what people type, and what it means on Monday 30 November 2026 at ten."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.wording import load_languages
from bot.domain.people.absence_phrases.grammar import read_absence
from bot.domain.people.absence_phrases.model import NotUnderstood, Reading
from bot.domain.people.absence_phrases.vocabulary import PERSON, absence_words
from bot.domain.people.working_hours import WorkCalendar

NOW = datetime(2026, 11, 30, 10)  # noqa: DTZ001 - the person's own time
WORDS = {tag: absence_words(load_languages().best(tag)) for tag in ("en", "de")}
SUNDAY_TO_THURSDAY = WorkCalendar(week=frozenset({6, 0, 1, 2, 3}))


def read(text: str, language: str = "en", week: WorkCalendar | None = None) -> str:
    """The days of return as text, or why there is none."""
    try:
        readings = read_absence(text, NOW, WORDS[language], week or WorkCalendar())
    except NotUnderstood as problem:
        return problem.code
    return " or ".join(map(spoken, readings))


def spoken(reading: Reading) -> str:
    return f"{reading.day:%a} {reading.day.day} {reading.day:%b %Y}" + (
        f" {reading.at:%H:%M}" if reading.at else ""
    )


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("until Friday", "Fri 4 Dec 2026"),
        (f"until fri, ask {PERSON}", "Fri 4 Dec 2026"),
        (f"until 7 December, deputy: {PERSON}", "Mon 7 Dec 2026"),
        (f"until Friday. {PERSON} covers for me", "Fri 4 Dec 2026"),
        (f"I am away until Friday, please ask {PERSON}", "Fri 4 Dec 2026"),
        ("away till tmrw", "Tue 1 Dec 2026"),
        ("until Thurs", "Thu 3 Dec 2026"),
        ("until Thursday morning", "Thu 3 Dec 2026"),
        ("until Monday", "Mon 7 Dec 2026"),
        ("till 24 December", "Thu 24 Dec 2026"),
        ("until December 24", "Thu 24 Dec 2026"),
        ("until Dec 24th, 2026", "Thu 24 Dec 2026"),
        ("until the 24th of December", "Thu 24 Dec 2026"),
        ("until 24.12.", "Thu 24 Dec 2026"),
        ("until 24.12.2026", "Thu 24 Dec 2026"),
        ("until 24/12", "Thu 24 Dec 2026"),
        ("until 12/24/2026", "Thu 24 Dec 2026"),
        ("until 5/6", "Sat 5 Jun 2027 or Thu 6 May 2027"),
        ("until 2026-12-24", "Thu 24 Dec 2026"),
        ("until the 3rd", "Thu 3 Dec 2026"),
        ("until the first of March", "Mon 1 Mar 2027"),
        ("until the 3rd of next month", "Thu 3 Dec 2026"),
        ("until Monday, 7 December", "Mon 7 Dec 2026"),
        ("until Fri. 4 Dec.", "Fri 4 Dec 2026"),
        ("until Friday 11 December 2026", "Fri 11 Dec 2026"),
        ("for 3 days", "Thu 3 Dec 2026"),
        ("three days", "Thu 3 Dec 2026"),
        ("for two weeks", "Mon 14 Dec 2026"),
        ("for a fortnight", "Mon 14 Dec 2026"),
        ("for the next two weeks", "Mon 14 Dec 2026"),
        ("for 2w", "Mon 14 Dec 2026"),
        ("for 10 working days", "Mon 14 Dec 2026"),
        ("for a couple of days", "Wed 2 Dec 2026"),
        ("for a month", "Wed 30 Dec 2026"),
        ("until 2 weeks from now", "Mon 14 Dec 2026"),
        ("back in two weeks", "Mon 14 Dec 2026"),
        ("until tomorrow", "Tue 1 Dec 2026"),
        ("until the day after tomorrow", "Wed 2 Dec 2026"),
        ("until Friday next week", "Fri 11 Dec 2026"),
        ("until next week Friday", "Fri 11 Dec 2026"),
        ("until Tuesday week", "Tue 8 Dec 2026"),
        ("until a week on Tuesday", "Tue 8 Dec 2026"),
        ("until Monday the week after next", "Mon 14 Dec 2026"),
        ("until the Monday after next", "Mon 14 Dec 2026"),
        ("until next Friday", "Fri 4 Dec 2026 or Fri 11 Dec 2026"),
        ("until this Friday", "Fri 4 Dec 2026"),
        ("until the coming Friday", "Fri 4 Dec 2026"),
        ("until next week", "Mon 7 Dec 2026"),
        ("until the week after next", "Mon 14 Dec 2026"),
        ("until the end of next week", "Mon 14 Dec 2026"),
        ("through next week", "Mon 14 Dec 2026"),
        ("until end of week", "Mon 7 Dec 2026"),
        ("until the end of the month", "Tue 1 Dec 2026"),
        ("until the end of March", "Thu 1 Apr 2027"),
        ("through March", "Thu 1 Apr 2027"),
        ("until March", "Mon 1 Mar 2027"),
        ("until mid-March", "Mon 15 Mar 2027"),
        ("until January 2027", "Fri 1 Jan 2027"),
        ("until next year", "Fri 1 Jan 2027"),
        ("until the weekend", "Mon 7 Dec 2026"),
        ("over the weekend", "Mon 7 Dec 2026"),
        ("until after the weekend", "Mon 7 Dec 2026"),
        ("until Christmas", "Fri 25 Dec 2026"),
        ("until after new year", "Sat 2 Jan 2027"),
        ("today", "Tue 1 Dec 2026"),
        ("for the rest of the week", "Mon 7 Dec 2026"),
        ("this week", "Mon 7 Dec 2026"),
        ("all week", "Mon 7 Dec 2026"),
        ("until noon", "Mon 30 Nov 2026 12:00"),
        ("until 3 pm", "Mon 30 Nov 2026 15:00"),
        ("until 9:00", "Tue 1 Dec 2026 09:00"),
        ("until tomorrow at 9am", "Tue 1 Dec 2026 09:00"),
        ("until Friday 2pm", "Fri 4 Dec 2026 14:00"),
        ("until noon on Wednesday", "Wed 2 Dec 2026 12:00"),
        ("until end of day", "Tue 1 Dec 2026"),
        ("until Friday evening", "Sat 5 Dec 2026"),
        ("until Friday inclusive", "Sat 5 Dec 2026"),
        ("through Friday", "Sat 5 Dec 2026"),
        ("until and including Friday", "Sat 5 Dec 2026"),
        ("back on Monday", "Mon 7 Dec 2026"),
        ("back in the office on 7 December", "Mon 7 Dec 2026"),
        ("out of office, returning on the 7th", "Mon 7 Dec 2026"),
        ("from now until Friday", "Fri 4 Dec 2026"),
        ("from today until Friday", "Fri 4 Dec 2026"),
        ("Monday to Friday", "Fri 4 Dec 2026"),
        ("30 Nov - 4 Dec", "Fri 4 Dec 2026"),
        ("on vacation until 14 December 🏖️", "Mon 14 Dec 2026"),
        (":palm_tree: until Friday", "Fri 4 Dec 2026"),
        ("for the summer until 1 September", "Wed 1 Sep 2027"),
        ("for a week, until Monday", "Mon 7 Dec 2026"),
        ("UNTIL  FRIDAY!!", "Fri 4 Dec 2026"),
        ("until\u00a0Friday", "Fri 4 Dec 2026"),
    ],
)
def test_english_ends_of_an_absence(text: str, back: str) -> None:
    assert read(text) == back


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("bis Freitag", "Fri 4 Dec 2026"),
        ("bis Fr.", "Fri 4 Dec 2026"),
        ("bis Mo 7.12.", "Mon 7 Dec 2026"),
        ("bis zum 24. Dezember", "Thu 24 Dec 2026"),
        ("bis 24.12.", "Thu 24 Dec 2026"),
        ("bis zum 24. 12. 2026", "Thu 24 Dec 2026"),
        ("bis 24. Dez.", "Thu 24 Dec 2026"),
        ("bis Montag, den 7. Dezember", "Mon 7 Dec 2026"),
        ("bis zum 3. des nächsten Monats", "Thu 3 Dec 2026"),
        ("bis zum ersten März", "Mon 1 Mar 2027"),
        ("bis einschließlich Freitag", "Sat 5 Dec 2026"),
        ("bis Freitag einschließlich", "Sat 5 Dec 2026"),
        ("bis inkl. Freitag", "Sat 5 Dec 2026"),
        ("bis Freitagabend", "Sat 5 Dec 2026"),
        ("bis Freitagmittag", "Fri 4 Dec 2026 12:00"),
        ("bis morgen", "Tue 1 Dec 2026"),
        ("bis morgen früh", "Tue 1 Dec 2026"),
        ("bis morgen Mittag", "Tue 1 Dec 2026 12:00"),
        ("bis übermorgen", "Wed 2 Dec 2026"),
        ("bis Freitag nächster Woche", "Fri 11 Dec 2026"),
        ("bis nächste Woche Freitag", "Fri 11 Dec 2026"),
        ("bis nächsten Freitag", "Fri 4 Dec 2026 or Fri 11 Dec 2026"),
        ("bis kommenden Freitag", "Fri 4 Dec 2026"),
        ("bis übernächsten Montag", "Mon 14 Dec 2026"),
        ("bis nächste Woche", "Mon 7 Dec 2026"),
        ("bis übernächste Woche", "Mon 14 Dec 2026"),
        ("bis kommende Woche", "Mon 7 Dec 2026"),
        ("bis Ende der Woche", "Mon 7 Dec 2026"),
        ("bis Ende nächster Woche", "Mon 14 Dec 2026"),
        ("bis zum Wochenende", "Mon 7 Dec 2026"),
        ("übers Wochenende", "Mon 7 Dec 2026"),
        ("für zwei Wochen", "Mon 14 Dec 2026"),
        ("zwei Wochen lang", "Mon 14 Dec 2026"),
        ("vierzehn Tage", "Mon 14 Dec 2026"),
        ("die nächsten drei Tage", "Thu 3 Dec 2026"),
        ("für 10 Arbeitstage", "Mon 14 Dec 2026"),
        ("für einen Monat", "Wed 30 Dec 2026"),
        ("bis in zwei Wochen", "Mon 14 Dec 2026"),
        ("zurück in zwei Wochen", "Mon 14 Dec 2026"),
        ("bis heute in zwei Wochen", "Mon 14 Dec 2026"),
        ("bis Freitag in einer Woche", "Fri 11 Dec 2026"),
        ("bis Monatsende", "Tue 1 Dec 2026"),
        ("bis Jahresende", "Fri 1 Jan 2027"),
        ("bis Ende März", "Thu 1 Apr 2027"),
        ("bis Mitte März", "Mon 15 Mar 2027"),
        ("bis Anfang März", "Mon 1 Mar 2027"),
        ("bis März", "Mon 1 Mar 2027"),
        ("in Elternzeit bis März", "Mon 1 Mar 2027"),
        ("bis Weihnachten", "Fri 25 Dec 2026"),
        ("bis ins neue Jahr", "Fri 1 Jan 2027"),
        ("heute", "Tue 1 Dec 2026"),
        ("bis heute Abend", "Tue 1 Dec 2026"),
        ("bis Feierabend", "Tue 1 Dec 2026"),
        ("bis Mittag", "Mon 30 Nov 2026 12:00"),
        ("bis 15 Uhr", "Mon 30 Nov 2026 15:00"),
        ("bis Donnerstag 14:30 Uhr", "Thu 3 Dec 2026 14:30"),
        ("ich bin bis Freitag im Urlaub", "Fri 4 Dec 2026"),
        ("ab sofort bis Freitag", "Fri 4 Dec 2026"),
        ("heute bis Freitag", "Fri 4 Dec 2026"),
        ("vom 30.11. bis 4.12.", "Fri 4 Dec 2026"),
        ("diese Woche", "Mon 7 Dec 2026"),
        ("den Rest der Woche", "Mon 7 Dec 2026"),
        ("wieder da am Montag", "Mon 7 Dec 2026"),
        ("bin am Montag zurück", "Mon 7 Dec 2026"),
        ("ab Montag wieder da", "Mon 7 Dec 2026"),
        (f"bis Freitag, frag {PERSON}", "Fri 4 Dec 2026"),
        (f"bis Freitag, {PERSON} vertritt mich", "Fri 4 Dec 2026"),
        (f"bis Freitag. Vertretung: {PERSON}", "Fri 4 Dec 2026"),
        ("krank bis Mittwoch", "Wed 2 Dec 2026"),
        ("until Friday", "Fri 4 Dec 2026"),
    ],
)
def test_german_ends_of_an_absence(text: str, back: str) -> None:
    assert read(text, "de") == back


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("until Friday the 13th", "weekday"),
        ("until Friday 5 December", "weekday"),
        ("until Saturday 4 December", "weekday"),
        ("until tomorrow, Friday", "weekday"),
        ("for a week, until Tuesday", "two_ends"),
        ("until yesterday", "past"),
        ("until 30 November 2026", "past"),
        ("until 24 December 2028", "far"),
        ("for 999 weeks", "far"),
        ("until 30 February", "no_date"),
        ("until 2026-02-30", "no_date"),
        ("until 31 November", "no_date"),
        ("until Friday 25:00", "no_date"),
        ("", "when"),
        ("Friday", "when"),
        ("from Monday", "when"),
        ("from Wednesday until Tuesday 1 December", "weekday"),
        ("from yesterday until Friday", "past"),
        ("from Wednesday until the day after tomorrow", "past"),
        ("from Wednesday, from Thursday until Friday", "when"),
        ("in two weeks", "when"),
        ("until", "when"),
        ("until Friday Saturday", "unread"),
        ("until 4", "unread"),
        ("until further notice", "unread"),
        ("until I am well again", "unread"),
        ("until Friday for my sister's wedding", "unread"),
        ("until Friday unless Ben calls", "unread"),
        ("not until Friday", "unread"),
        ("for a few days", "unread"),
        ("until late", "unread"),
        ("forever", "unread"),
    ],
)
def test_what_is_read_by_half_is_not_understood(text: str, why: str) -> None:
    assert read(text) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("bis Montag, 8. Dezember", "weekday"),
        ("in zwei Wochen", "when"),
        ("bis auf Weiteres", "unread"),
        ("bis zur Hochzeit meiner Schwester", "unread"),
        ("ein paar Tage", "unread"),
        ("bis 30. Februar", "no_date"),
    ],
)
def test_what_is_read_by_half_is_not_understood_in_german(text: str, why: str) -> None:
    assert read(text, "de") == why


@pytest.mark.parametrize(
    ("text", "language", "first", "back"),
    [
        ("I am away next week", "en", "7 Dec", "14 Dec"),
        ("next week until Friday", "en", "7 Dec", "11 Dec"),
        ("next week, back on Wednesday", "en", "7 Dec", "9 Dec"),
        ("the week after next", "en", "14 Dec", "21 Dec"),
        ("next month", "en", "1 Dec", "1 Jan"),
        ("tomorrow", "en", "1 Dec", "2 Dec"),
        ("tomorrow for 3 days", "en", "1 Dec", "4 Dec"),
        ("tomorrow until Friday", "en", "1 Dec", "4 Dec"),
        ("from Wednesday until Friday", "en", "2 Dec", "4 Dec"),
        ("from 5 December until Friday", "en", "5 Dec", "11 Dec"),
        ("from Dec 1 to Dec 5", "en", "1 Dec", "5 Dec"),
        ("from next Monday until next Friday", "en", "7 Dec", "11 Dec"),
        ("from 24.12. until 2.1.", "en", "24 Dec", "2 Jan"),
        ("away from 7 December, back on 14 December", "en", "7 Dec", "14 Dec"),
        ("nächste Woche", "de", "7 Dec", "14 Dec"),
        ("ab Mittwoch bis Freitag", "de", "2 Dec", "4 Dec"),
        ("vom 7. bis 11. Dezember", "de", "7 Dec", "11 Dec"),
        ("ab morgen für 3 Tage", "de", "1 Dec", "4 Dec"),
        ("morgen", "de", "1 Dec", "2 Dec"),
    ],
)
def test_an_absence_may_begin_on_a_later_day(text: str, language: str, first: str, back: str) -> None:
    reading = read_absence(text, NOW, WORDS[language], WorkCalendar())[0]
    assert reading.begins
    assert [f"{day.day} {day:%b}" for day in (reading.begins, reading.day)] == [first, back]


@pytest.mark.parametrize("text", ["from today until Friday", "from now on for 2 weeks", "today until Friday"])
def test_what_begins_today_begins_at_once(text: str) -> None:
    assert read_absence(text, NOW, WORDS["en"], WorkCalendar())[0].begins is None


def test_a_day_may_be_the_last_day_away_where_people_differ_and_not_where_the_text_says() -> None:
    doubtful = ("until Friday", "until 4 December", "until 2026-12-04", "until tomorrow")
    plain = (
        "through Friday",
        "back on Friday",
        "for 3 days",
        "until next week",
        "until Friday 2pm",
        "until March",
    )
    for text in (*doubtful, *plain):
        [reading] = read_absence(text, NOW, WORDS["en"], WorkCalendar())
        assert reading.may_be_included == (text in doubtful), text


def test_a_week_ends_where_it_ends_for_the_person() -> None:
    assert read("until the end of the week", week=SUNDAY_TO_THURSDAY) == "Sun 6 Dec 2026"
    assert read("until next week", week=SUNDAY_TO_THURSDAY) == "Sun 6 Dec 2026"
    assert read("for 5 working days", week=SUNDAY_TO_THURSDAY) == "Mon 7 Dec 2026"


def test_a_form_asks_until_when_so_a_day_alone_is_the_end() -> None:
    [reading] = read_absence("Friday", NOW, WORDS["en"], WorkCalendar(), bare_end=True)
    assert reading.day == date(2026, 12, 4)


PHRASES = st.lists(
    st.sampled_from(
        [
            "until",
            "for",
            "from",
            "back",
            "through",
            "Friday",
            "Monday",
            "next",
            "this",
            "week",
            "weeks",
            "two",
            "3",
            "12",
            "a",
            "the",
            "of",
            "December",
            "24.",
            "24.12.",
            "5/6",
            "2027",
            "end",
            "mid",
            "month",
            "tomorrow",
            "today",
            "noon",
            "pm",
            "15:00",
            "in",
            "after",
            "inclusive",
            "-",
            "working",
            "days",
            "weekend",
            "Christmas",
        ]
    ),
    max_size=8,
).map(" ".join)


LOCAL_TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1))  # noqa: DTZ001 - the person's own time


@given(st.one_of(PHRASES, st.text()), LOCAL_TIMES)
def test_any_words_give_a_day_ahead_within_a_year_or_none(text: str, now: datetime) -> None:
    for words in WORDS.values():
        try:
            readings = read_absence(text, now, words, WorkCalendar())
        except NotUnderstood:
            continue
        for reading in readings:
            at = datetime.combine(reading.day, reading.at) if reading.at else None
            assert at > now if at else reading.day > now.date()
            assert reading.day <= now.date() + timedelta(days=366)


@given(PHRASES, st.sampled_from(["xyzzy", "wedding", "unless", "except", "maybe"]))
def test_a_word_that_means_nothing_here_is_never_passed_over(text: str, word: str) -> None:
    assert read(f"{text} {word}") == "unread"
