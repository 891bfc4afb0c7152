"""`laurel verify`: is this badge genuine? Needs no settings and no database.

laurel verify badge.png
laurel verify https://badges.example/credentials/0b8f9c1e-…
laurel verify credential.json --offline --did did.json --status list.json --json
laurel verify badge.png --save-answers answers.json
laurel verify badge.png --offline --answers answers.json --at 2026-03-01T09:30:00Z
"""

import argparse
import asyncio
import functools
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from adapters import system
from adapters.cli.files import (
    STDIN,
    CommandError,
    add_force,
    printable,
    read_bytes,
    refuse_existing,
    refuse_unwritable,
    write_bytes,
)
from adapters.shell_wording import shell_wording, tell, word_error
from adapters.verifier_pool.answers import MOST_BYTES as MOST_ANSWER_BYTES
from adapters.verifier_pool.answers import (
    AnswerPlayer,
    AnswerRecorder,
    AnswersError,
    read_answers,
    write_answers,
)
from adapters.verifier_pool.checker import BadgeChecker
from adapters.verifier_pool.fetching import Fetcher
from adapters.verifier_pool.known_issuers import KnownIssuersError, read_known_issuers
from adapters.verifier_pool.pool import VerifierPool, VerifierPoolError
from bot.messages.findings import word_message
from bot.messages.wording import Wording
from issuer.baking.svg import MOST_SVG_BYTES
from issuer.proofs.multibase import MultibaseError, decode_base64url
from issuer.strict_json import StrictJsonError, parse_document
from issuer.timestamps import TimestampError, read_timestamp, write_timestamp
from issuer.verifying import CheckResult, VerificationReport
from issuer.verifying.inputs.documents import MOST_DOCUMENT_BYTES, Fetched, FetchedResponse

MARKS = {True: "✓", False: "✗", None: "–"}
CODES = {"valid": 0, "cannot tell": 2}
"""Exit codes of verdicts; every other one is 1."""
_LINK = re.compile(r"https?://\S+")
_EXPECTED = {
    "did": ("did:", "shell.verify.did", "shell.help.verify_did"),
    "status": ("https://", "shell.verify.status", "shell.help.verify_status"),
}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    command = commands.add_parser(
        "verify",
        help=tell("shell.help.verify"),
        description=tell("shell.help.verify_more"),
    )
    command.add_argument("source", metavar="FILE|URL|-", help=tell("shell.help.verify_source", stdin=STDIN))
    for name, (_, _, key) in _EXPECTED.items():
        command.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="FILE",
            help=tell(key),
        )
    command.add_argument("--offline", action="store_true", help=tell("shell.help.verify_offline"))
    command.add_argument("--answers", metavar="FILE", help=tell("shell.help.verify_answers"))
    command.add_argument("--at", metavar="MOMENT", help=tell("shell.help.verify_at"))
    command.add_argument("--save-answers", metavar="FILE", help=tell("shell.help.verify_save"))
    add_force(command)
    command.add_argument("--known", metavar="FILE", help=tell("shell.help.verify_known"))
    command.add_argument("--email", metavar="E", help=tell("shell.help.verify_email"))
    command.add_argument("--json", action="store_true", help=tell("shell.help.verify_json"))
    command.set_defaults(run=run_verify)


def run_verify(chosen: argparse.Namespace) -> int:
    """Prints every check and the verdict."""
    say = shell_wording()
    try:
        report = _verify(chosen)
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    except KnownIssuersError as problem:
        print(printable(word_error(shell_wording(), problem)), file=sys.stderr)
        return 2
    except VerifierPoolError as problem:
        print(tell("shell.verify.nothing", reason=str(problem)), file=sys.stderr)
        return 2
    if chosen.json:
        print(json.dumps(report.as_json(functools.partial(word_message, say)), indent=2))
    else:
        print(*_report_lines(say, report), sep="\n")
    return CODES.get(report.verdict, 1)


def _verify(chosen: argparse.Namespace) -> VerificationReport:
    chosen.email = _email_as_typed(chosen.email)
    _refuse_contradictions(chosen)
    now = _moment(chosen.at)
    documents = dict(_read_document(path, kind) for kind in _EXPECTED for path in getattr(chosen, kind))
    known = read_known_issuers(Path(chosen.known)) if chosen.known else {}
    answers = _read_answers(chosen.answers) if chosen.answers else {}
    if chosen.save_answers:
        saved = Path(chosen.save_answers)
        refuse_existing({"answers": saved}, chosen.force)
        refuse_unwritable(saved.parent)
    link = _LINK.fullmatch(chosen.source)
    source = chosen.source.encode() if link else read_bytes(chosen.source, MOST_SVG_BYTES)
    report, fetched = asyncio.run(_check_badge(source, _Evidence(now, documents, known, answers), chosen))
    if chosen.save_answers:
        write_bytes(saved, write_answers(fetched))
        hint = tell("shell.verify.saved", path=str(saved), moment=write_timestamp(now), count=len(fetched))
        print(printable(hint), file=sys.stderr)
    return report


@dataclass(frozen=True)
class _Evidence:
    """What a badge is judged by: the moment, given documents, known issuers, answers in place of the network."""

    now: datetime
    documents: Mapping[str, Fetched]
    known: Mapping[str, str]
    answers: Mapping[str, FetchedResponse]


async def _check_badge(
    source: bytes, context: _Evidence, chosen: argparse.Namespace
) -> tuple[VerificationReport, Mapping[str, FetchedResponse]]:
    """The report, and what was fetched for it."""
    async with VerifierPool(ready=1, most=1) as crew, Fetcher() as fetcher:
        fetch = AnswerRecorder(AnswerPlayer(context.answers) if chosen.offline else fetcher.fetch)
        checker = BadgeChecker(crew.verify, fetch, lambda: context.now, known=context.known)
        return await checker.check(source, chosen.email, context.documents), fetch.answers


def _refuse_contradictions(chosen: argparse.Namespace) -> None:
    """What was fetched now would say nothing about another moment, and what was kept needs no network."""
    for name in ("answers", "at"):
        if getattr(chosen, name) is not None and not chosen.offline:
            raise CommandError(tell("shell.verify.needs_offline", option=f"--{name}"), 2)
    if chosen.save_answers is not None and chosen.offline:
        raise CommandError(tell("shell.verify.nothing_to_save"), 2)


def _moment(text: str | None) -> datetime:
    """That moment, or now to the second, so that it can be given again."""
    try:
        return read_timestamp(text) if text is not None else system.now().replace(microsecond=0)
    except TimestampError as problem:
        reason = printable(word_error(shell_wording(), problem))
        raise CommandError(tell("shell.verify.bad_moment", reason=reason), 2) from None


def _read_answers(path: str) -> Mapping[str, FetchedResponse]:
    try:
        return read_answers(read_bytes(path, MOST_ANSWER_BYTES))
    except AnswersError as problem:
        reason = printable(word_error(shell_wording(), problem))
        raise CommandError(
            tell("shell.verify.document", path=path, expected=tell("shell.verify.answers"), reason=reason),
            2,
        ) from None


def _email_as_typed(email: str | None) -> str | None:
    """The address as typed; bytes that are not UTF-8 arrive as surrogates (PEP 383)."""
    if email is not None and any("\ud800" <= text <= "\udfff" for text in email):
        raise CommandError(tell("shell.verify.bad_email", found=printable(email)), 2)
    return email


def _read_document(path: str, kind: str) -> tuple[str, Fetched]:
    """A document given as a file, by its id; a status list may be a token."""
    start, expected = _EXPECTED[kind][0], tell(_EXPECTED[kind][1])
    body = read_bytes(path, MOST_DOCUMENT_BYTES)
    try:
        text = body.strip()
        said = decode_base64url(text.decode().split(".")[1]) if text.startswith(b"ey") else body
        document = parse_document(said, MOST_DOCUMENT_BYTES)
    except (StrictJsonError, MultibaseError, ValueError, IndexError) as problem:
        raise CommandError(
            tell(
                "shell.verify.document",
                path=path,
                expected=expected,
                reason=printable(word_error(shell_wording(), problem)),
            ),
            2,
        ) from None
    name = document.get("id")
    if not isinstance(name, str) or not name.startswith(start):
        raise CommandError(tell("shell.verify.document_id", path=path, start=start, expected=expected), 2)
    return name, body


def _report_lines(say: Wording, report: VerificationReport) -> list[str]:
    width = max(len(check.name) for check in report.checks)
    lines = [_line(say, check, width) for check in report.checks]
    lines += [tell("shell.verify.needed", what=_did_hint(need)) for need in report.needs]
    lines += [tell("shell.verify.as_of", moment=say.date(report.as_of))] if report.as_of else []
    verdict = tell(f"shell.verdict.{report.verdict.replace(' ', '_')}")
    return [*lines, tell("shell.verify.verdict", verdict=verdict)]


def _line(say: Wording, check: CheckResult, width: int) -> str:
    return f"{MARKS[check.passed]} {check.name:{width}}  {printable(word_message(say, check.message))}"


def _did_hint(did: str) -> str:
    """What to fetch, and how to pass it to the command (did:web, section 3.2)."""
    if did.startswith(("https://", "http://")):
        return tell("shell.verify.no_answer", address=printable(did))
    parts = [printable(unquote(part)) for part in did.removeprefix("did:web:").split(":")]
    if not did.startswith("did:web:"):
        return tell("shell.verify.save_document", address=printable(did))
    path = "/".join(parts[1:]) or ".well-known"
    return tell("shell.verify.save_did", address=f"https://{parts[0]}/{path}/did.json")
