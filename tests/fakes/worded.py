"""The English sentences, for tests that read what people read."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import pytest

from adapters.files.wording import load_wording
from adapters.shell_wording import word_error
from bot.domain.catalogue.files import Finding, Mistake
from bot.messages.findings import word_fact, word_message
from issuer.messages import Message
from issuer.verifying import CheckResult

ENGLISH = load_wording()


def worded(told: CheckResult | Message) -> str:
    """A check or a message in English."""
    return word_message(ENGLISH, told if isinstance(told, Message) else told.message)


Told = TypeVar("Told", Mistake, Finding)


def in_english(told: Told) -> Told:
    """A mistake whose parts are the texts that people read."""
    parts = {part: str(word_fact(ENGLISH, getattr(told, part))) for part in ("found", "expected", "fix")}
    return replace(told, **parts)


def english_lines(findings: Iterable[Finding]) -> list[str]:
    """A line for each mistake in a file."""
    return [word_message(ENGLISH, finding.message) for finding in findings]


@contextmanager
def raises_worded(kind: type[Exception] | tuple[type[Exception], ...], match: str) -> Iterator[None]:
    """As `pytest.raises`, with the error's reason as people read it."""
    with pytest.raises(kind) as raised:
        yield
    said = word_error(ENGLISH, raised.value)
    assert re.search(match, said), said
