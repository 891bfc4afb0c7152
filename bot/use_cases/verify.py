"""`/badges verify`: is this badge genuine? The check needs processes and the network, so an adapter runs it.

The use case returns what to verify; the adapter checks it and composes the card with `verdict_card`. Nothing is
stored.
"""

from dataclasses import dataclass

from bot.domain.addresses import VERIFY
from bot.messages.cards import Block, Buttons, Card, Facts, Heading, Line, LinkButton, Note, Paragraph, Words
from bot.messages.parsing import as_words
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.messages.wording import Wording
from issuer.verifying import CheckResult, VerificationReport
from issuer.verifying.report import ISSUER

MOST_CHARACTERS = 100_000
_VERDICTS = {"cannot tell": "unknown"}
_OF_SOMEBODY = frozenset({"valid", "expired", "superseded"})
_UNINTERESTING = frozenset({"not-reached", "not-asked", "no-digest", "not-seen", "no-status"})


@dataclass(frozen=True, slots=True)
class VerificationRequest:
    """The pasted text to verify: a link to a badge, or the signed document itself."""

    source: bytes
    language: str = ""
    """The language of the caller. Set by the dispatcher."""


def parse_verification_request(text: Text) -> VerificationRequest:
    """Reads the text after `verify`; raises `Refusal` if it is empty or too long."""
    words = as_words(text).strip().removeprefix("<").removesuffix(">").partition("|")[0].strip("` \n")
    if not words:
        raise Refusal("nothing_to_verify")
    if len(words) > MOST_CHARACTERS:
        raise Refusal("too_long_to_verify")
    return VerificationRequest(words.encode("utf-8", "replace"))


def verdict_card(say: Wording, report: VerificationReport) -> Card:
    """The verdict, the badge's issuer, and the checks that did not pass; the web page has the rest."""
    found = _verdict_key(report)
    title = say.text(f"verify.{found}")
    blocks: list[Block] = [Heading(title)]
    blocks += [Paragraph((Words(check.says),)) for check in _notable_checks(report)[:3]]
    rows = _rows(say, report)
    if rows:
        blocks.append(Facts(rows))
    blocks += [Note(say.line("verify.kept")), _to_page(say)]
    return Card(title, tuple(blocks))


def _verdict_key(report: VerificationReport) -> str:
    """A badge is called genuine only if its issuer is known: the signature of an unknown issuer proves little."""
    if report.verdict not in _OF_SOMEBODY:
        return _VERDICTS.get(report.verdict, report.verdict)
    [known] = [check for check in report.checks if check.name == ISSUER]
    if known.passed is False:
        return "alike"
    return report.verdict if known.passed else f"{report.verdict}_stranger"


def unfinished_card(say: Wording) -> Card:
    """The card for a check that takes longer than the chat platform waits."""
    line = say.line("verify.slow")
    return Card(say.text("verify.unknown"), (Paragraph(line), _to_page(say)))


def _notable_checks(report: VerificationReport) -> list[CheckResult]:
    wrong = [check for check in report.checks if check.passed is False]
    open_ = [check for check in report.checks if check.passed is None and check.code not in _UNINTERESTING]
    return [*wrong, *open_]


def _rows(say: Wording, report: VerificationReport) -> tuple[tuple[str, Line], ...]:
    rows: list[tuple[str, Line]] = []
    if report.badge:
        rows.append((say.text("verify.badge"), (Words(report.badge.name),)))
    if report.issuer:
        said = f"{report.issuer.name or '–'} ({report.issuer.id})"
        rows.append((say.text("verify.issuer"), (Words(said),)))
    return tuple(rows)


def _to_page(say: Wording) -> Buttons:
    return Buttons((LinkButton(say.text("verify.page"), VERIFY.path()),))
