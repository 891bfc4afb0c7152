"""The English sentences, for tests that read what people read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from adapters.files.wording import load_wording
from adapters.shell_wording import word_error
from bot.messages.findings import word_message
from issuer.messages import Message
from issuer.verifying import CheckResult

ENGLISH = load_wording()


def worded(told: CheckResult | Message) -> str:
    """A check or a message in English."""
    return word_message(ENGLISH, told if isinstance(told, Message) else told.message)


@contextmanager
def raises_worded(kind: type[Exception] | tuple[type[Exception], ...], match: str) -> Iterator[None]:
    """As `pytest.raises`, with the error's reason as people read it."""
    with pytest.raises(kind) as raised:
        yield
    said = word_error(ENGLISH, raised.value)
    assert re.search(match, said), said
