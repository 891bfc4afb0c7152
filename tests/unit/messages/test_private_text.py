"""What may be private in a text, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.wording import load_languages
from bot.domain.private_text import PRIVATE_KINDS, find_private, private_words

WORDS = private_words(load_languages().wordings)


def kinds(text: str) -> list[str]:
    return [matter.kind for matter in find_private(text, WORDS, ("larkspur.example",))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("She kept the project going although she was ill for two weeks", "health"),
        ("He came back after his operation and helped at once", "health"),
        ("During her chemotherapy she still answered every ticket", "health"),
        ("Took over while Ben was on sick leave", "health"),
        ("She is pregnant and still runs the release", "health"),
        ("stayed calm although she had a stroke in May", "health"),
        ("he was in hospital", "health"),
        ("obwohl sie krank war, hat sie geholfen", "health"),
        ("Sie ist schwanger und leitet trotzdem das Projekt", "health"),
        ("nach seiner OP gleich wieder da", "health"),
        ("trotz Bandscheibenvorfall", "health"),
        ("Hat für Ben übernommen, der krankgeschrieben ist", "health"),
        ("kept smiling through her divorce", "life"),
        ("organised it all during Ramadan", "life"),
        ("trotz ihrer Scheidung", "life"),
        ("call him on +49 170 1234567 to thank him", "phone"),
        ("reach her at 0170 1234567", "phone"),
        ("01701234567 is her number", "phone"),
        ("Tel. 030/1234567", "phone"),
        ("her phone is 555-123-4567", "phone"),
        ("(555) 123-4567", "phone"),
        ("Handy: 1234567", "phone"),
        ("0044 20 7946 0958", "phone"),
        ("write to ana.private@gmail.com", "email"),
        ("IBAN DE89 3704 0044 0532 0130 00", "account"),
        ("her card 4111 1111 1111 1111", "account"),
        ("SSN 078-05-1120", "account"),
        ("lives at 221 Baker Street, London NW1 6XE", "address"),
        ("wohnt Hauptstraße 12, 10115 Berlin", "address"),
    ],
)
def test_what_may_be_private_is_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "She has a heart of gold",
        "Everybody was sick of bugs, so he fixed them all",
        "we were sick of waiting for the build",
        "Fixed the memory leak that made the server ill-tempered",
        "Stayed on the line until the outage was over, from 14:30 to 23:45 on 2026-11-30",
        "Since 2019 she has closed 12,345 tickets",
        "Order 0123-456-789 was saved by her",
        "Found order no. 0170 1234567 in the archive",
        "Closed ticket #4711 0815 42 and INC-0012345678",
        "Bestellung 0170 1234567 wiedergefunden",
        "Released version 10.4.2026.1 and 3.11.7",
        "on 01.12.2026, 24.12.26 and 01/12/2026 14:30",
        "Moved 1,234,567 rows and 10 000 000 000 events without an outage",
        "see https://example.org/tickets/0170-1234567-99",
        "Commit 9f8b3c2 and 123e4567-e89b-12d3-a456-426614174000",
        "ask ana@larkspur.example about it",
        "The disabled flag is gone, the operation ran, the panic in the kernel is fixed",
        "He ran operations in the hospital project and talked to every doctor",
        "helped the team to avoid burnout",
        "cancer research was her first customer project",
        "Christian and Frau Krebs wrote the whole guide",
        "A stroke of genius",
        "Met all of 10-20 customers in room 030 on Main Street",
        "Er hat gut gearbeitet und die Krankenkasse als Kundin gewonnen",
        "Das war krank gut",
        "Ein Herz aus Gold",
        "She taught 200 colleagues in 2026 2027",
        "0-1 in the match, 02 and 03 in the list",
        "the id is 12345678901234567890",
        "4111 2222 3333 4444 points",
        "paid from cost centre 078 05 1120",
        "Works council and HR thanked her",
    ],
)
def test_what_only_looks_private_raises_no_question(text: str) -> None:
    assert kinds(text) == []


def test_each_kind_is_told_once_with_its_words() -> None:
    found = find_private("was ill, is ill, +49 170 1234567", WORDS)
    assert [(matter.kind, matter.words) for matter in found] == [
        ("health", "was ill"),
        ("phone", "+49 170 1234567"),
    ]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for matter in find_private(text, WORDS):
        assert matter.kind in PRIVATE_KINDS
        assert matter.words


def test_a_long_text_is_read_quickly() -> None:
    assert kinds("0" * 8_000) == []
    assert kinds("+1 " + "(" * 4_000) == []
    assert kinds("a." * 4_000) == []
    assert kinds("12 ab " * 1_300) == []
