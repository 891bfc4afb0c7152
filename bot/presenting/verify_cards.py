"""The cards of `/badges verify`: the verdict about a badge."""

from bot.domain.addresses import VERIFY
from bot.messages.cards import (
    Block,
    Buttons,
    Card,
    Facts,
    Heading,
    Line,
    LinkButton,
    Note,
    Paragraph,
    Words,
    plain,
)
from bot.messages.findings import word_message
from bot.messages.plain_text import unsteered
from bot.messages.wording import Wording
from issuer.verifying import CheckResult, VerificationReport
from issuer.verifying.report import ISSUER, LOOK_ALIKE, NO_KEY

_VERDICTS = {"cannot tell": "unknown"}
_OF_SOMEBODY = frozenset({"valid", "expired", "superseded"})


def verdict_card(say: Wording, report: VerificationReport) -> Card:
    """The verdict, the badge's issuer, and the checks that did not pass; the web page has the rest."""
    found = _verdict_key(report)
    title = say.text(f"verify.{found}")
    blocks: list[Block] = [Heading(title)]
    blocks += [
        Paragraph((_words(word_message(say, check.message)),)) for check in _notable_checks(report)[:3]
    ]
    rows = _rows(say, report)
    if rows:
        blocks.append(Facts(rows))
    blocks += [Note(say.line("verify.kept")), _to_page(say)]
    return Card(title, tuple(blocks))


def _verdict_key(report: VerificationReport) -> str:
    """A badge is called genuine only if its issuer is known: the signature of an unknown issuer proves little."""
    if report.unread:
        return "unread"
    if report.reason.code == LOOK_ALIKE:
        return "alike"
    if report.verdict not in _OF_SOMEBODY:
        return _VERDICTS.get(report.verdict, report.verdict)
    known = any(check.passed for check in report.checks if check.name == ISSUER)
    return report.verdict if known else f"{report.verdict}_stranger"


def unfinished_card(say: Wording) -> Card:
    """The card for a check that takes longer than the chat platform waits."""
    line = say.line("verify.slow")
    return Card(say.text("verify.unknown"), (Paragraph(line), _to_page(say)))


def unread_file_card(say: Wording) -> Card:
    """The answer to a file that could not be read here: the page takes it."""
    line = say.line("verify.unread_file")
    return Card(plain(line), (Paragraph(line), _to_page(say)))


def _notable_checks(report: VerificationReport) -> list[CheckResult]:
    wrong = [check for check in report.checks if check.passed is False]
    open_ = [check for check in report.checks if check.passed is None]
    return [check for check in (*wrong, *open_) if not check.aside and check.code != NO_KEY]


def _rows(say: Wording, report: VerificationReport) -> tuple[tuple[str, Line], ...]:
    rows: list[tuple[str, Line]] = []
    if report.badge:
        rows.append((say.text("verify.badge"), (_words(report.badge.name or say.text("badge.unnamed")),)))
    if report.issuer:
        said = f"{report.issuer.name or '–'} ({report.issuer.id})"
        rows.append((say.text("verify.issuer"), (_words(said),)))
    return tuple(rows)


def _words(text: str) -> Words:
    return Words(unsteered(text))


def _to_page(say: Wording) -> Buttons:
    return Buttons((LinkButton(say.text("verify.page"), VERIFY.path()),))
