"""What the parser of options itself says of a wrong call, and above and below its help, in the shell's language."""

import argparse

from adapters.shell_wording import tell

USAGE_KEYS = {
    "usage: ": "usage",
    "options": "options",
    "positional arguments": "arguments",
    "show this help message and exit": "help",
    "%(prog)s: error: %(message)s\n": "error",
    "argument %(argument_name)s: %(message)s": "argument",
    "the following arguments are required: %s": "required",
    "one of the arguments %s is required": "required_one",
    "not allowed with argument %s": "not_with",
    "unrecognized arguments: %s": "unrecognised",
    "ambiguous option: %(option)s could match %(matches)s": "ambiguous",
    "invalid choice: %(value)r (choose from %(choices)s)": "choice",
    "invalid %(type)s value: %(value)r": "value",
    "expected one argument": "expected_one",
    "expected at least one argument": "expected_some",
    "ignored explicit argument %r": "no_value",
}
"""Keys below `shell.usage.` by the sentences of argparse, which looks them up by gettext under the name `_`."""


def speak_the_shells_language() -> None:
    """From now on. A sentence that a later Python adds stays English."""
    setattr(argparse, "_", _translated)  # noqa: B010 - mypy knows no such name


def _translated(sentence: str) -> str:
    usage_key = USAGE_KEYS.get(sentence)
    return tell(f"shell.usage.{usage_key}") if usage_key else sentence
