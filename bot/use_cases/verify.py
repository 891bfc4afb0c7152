"""Is this badge genuine? The check needs processes and the network, so an adapter runs it. Nothing is stored.

A check needs processes and the network, and a job would store what people paste; so the adapter checks in line,
within two seconds, and keeps nothing.
"""

from dataclasses import dataclass

from bot.messages.refusals import Refusal

MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class VerificationRequest:
    """The pasted text to verify: a link to a badge, or the signed document itself."""

    source: bytes
    language: str = ""
    """The language of the caller. Set by the dispatcher."""


def verification_request(pasted: str) -> VerificationRequest:
    """The request to verify what was pasted; raises `Refusal` if it is empty or too long."""
    if not pasted:
        raise Refusal("nothing_to_verify")
    if len(pasted) > MOST_CHARACTERS:
        raise Refusal("too_long_to_verify")
    return VerificationRequest(pasted.encode("utf-8", "replace"))
