"""Domain events: each kind has facts of one type, and rows of every release can be read."""

from uuid import UUID

import pytest

from bot.domain.audit.chain import hash_of
from bot.domain.audit.model import AuditEntry
from bot.domain.events import (
    FACTS_OF,
    AboutCredential,
    AboutPerson,
    EventKind,
    event_kind,
    facts_from_json,
    facts_to_json,
)
from tests.fakes.company import START

ONE, TWO = UUID(int=1), UUID(int=2)


def entry(action: str, facts: str = "") -> AuditEntry:
    return AuditEntry(ONE, ONE, START, None, action, TWO, "operator", "", facts)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_has_facts_of_one_type_and_fits_its_column(kind: EventKind) -> None:
    assert kind in FACTS_OF
    assert len(kind.value) <= 32


def test_facts_are_read_as_they_were_written() -> None:
    facts = AboutCredential(ONE, TWO)
    assert facts_from_json(EventKind.AWARDED, facts_to_json(EventKind.AWARDED, facts)) == facts


def test_facts_of_another_subject_are_a_bug_and_say_which_were_expected() -> None:
    with pytest.raises(TypeError, match="found AboutPerson for awarded, expected AboutCredential"):
        facts_to_json(EventKind.AWARDED, AboutPerson())


@pytest.mark.parametrize("stored", ["revoke", "status_revoked", "revoked"])
def test_rows_of_the_first_release_are_of_the_same_kind(stored: str) -> None:
    assert event_kind(stored) is EventKind.REVOKED
    assert entry(stored).kind is EventKind.REVOKED
    assert entry(stored).event_facts is None


def test_a_row_of_the_first_release_keeps_the_hash_it_had() -> None:
    """From a trail that the release before sealed."""
    assert hash_of(entry("award"), 1, "0" * 64) == hash_of(entry("award", ""), 1, "0" * 64)
    assert hash_of(entry("award"), 1, "0" * 64) != hash_of(entry("award", "{}"), 1, "0" * 64)
