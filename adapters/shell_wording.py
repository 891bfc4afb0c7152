"""What commands print to people, in the language of their shell."""

import os
from collections.abc import Iterable, Mapping

from adapters.files.wording import load_languages
from bot.domain.catalogue.files import Finding
from bot.messages.findings import word_message
from bot.messages.wording import Wording
from issuer.issuing.issue import Unissuable
from issuer.messages import Message, MessageError

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def shell_wording() -> Wording:
    """The wording of the shell's language; English where there is none."""
    return load_languages().best(shell_language(os.environ))


def tell(key: str, /, **values: str | int) -> str:
    """The sentence of that key, for people at the shell."""
    return shell_wording().text(key, **values)


def word_findings(findings: Iterable[Finding]) -> list[str]:
    """A line for each mistake in a file."""
    return word_messages(finding.message for finding in findings)


def word_messages(messages: Iterable[Message]) -> list[str]:
    """A line for each message."""
    say = shell_wording()
    return [word_message(say, message) for message in messages]


def shell_language(environment: Mapping[str, str]) -> str | None:
    """The first of LC_ALL, LC_MESSAGES and LANG that is set (POSIX, section 8.2); None for C and POSIX.

    >>> shell_language({"LC_ALL": "", "LANG": "de_AT.UTF-8"})
    'de_AT.UTF-8'
    """
    said = next((environment[name] for name in _VARIABLES if environment.get(name)), "C")
    return None if said.partition(".")[0] in ("C", "POSIX") else said


def word_error(say: Wording, error: Exception) -> str:
    """The reason of an error: of the issuer's by its message, of another library's by its text."""
    if isinstance(error, Unissuable):
        return "; ".join(word_message(say, problem) for problem in error.problems)
    return word_message(say, error.message) if isinstance(error, MessageError) else str(error)
