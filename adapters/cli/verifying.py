"""`laurel verify`: is this badge genuine? Works offline, without settings and without a database.

laurel verify badge.png
laurel verify credential.json --did did.json --json
"""

import argparse
import json
import sys
from urllib.parse import unquote

from adapters import system
from adapters.cli.files import STDIN, Trouble, read_bytes, visible
from adapters.json_ld import load_canonicaliser
from issuer.baking import MOST_PNG_BYTES
from issuer.strict_json import Json, StrictJsonError, parse_document
from issuer.verifying import Check, Report, verify

MARKS = {True: "✓", False: "✗", None: "–"}
CODES = {"valid": 0, "cannot tell": 2}
"""Exit codes of verdicts; every other one is 1."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    command = commands.add_parser(
        "verify",
        help="is this badge genuine?",
        description="Checks a badge offline. Exit code: 0 valid; 1 expired, revoked or invalid; 2 cannot tell.",
    )
    command.add_argument(
        "source", metavar="FILE|-", help=f"a badge as PNG or JSON; {STDIN} reads standard input"
    )
    command.add_argument(
        "--did",
        action="append",
        default=[],
        metavar="FILE",
        help="the issuer's did.json, as it was fetched; may be given several times",
    )
    command.add_argument(
        "--status",
        action="append",
        default=[],
        metavar="FILE",
        help="the status list it names, as it was fetched; may be given several times",
    )
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.set_defaults(run=run_verify)


def run_verify(chosen: argparse.Namespace) -> int:
    """Prints every check and the verdict."""
    try:
        documents = dict(_document(path, "did:", "a DID document (did.json)") for path in chosen.did)
        documents |= dict(_document(path, "https://", "a status list") for path in chosen.status)
        source = read_bytes(chosen.source, MOST_PNG_BYTES)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    report = verify(source, canonicaliser=load_canonicaliser(), now=system.now(), documents=documents)
    if chosen.json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        print(*_told(report), sep="\n")
    return CODES.get(report.verdict, 1)


def _document(path: str, start: str, expected: str) -> tuple[str, Json]:
    """What somebody fetched for us, by its id."""
    try:
        document = parse_document(read_bytes(path, MOST_PNG_BYTES))
    except StrictJsonError as problem:
        raise Trouble(f"{path}: expected {expected}; {visible(str(problem))}", 2) from None
    name = document.get("id")
    if not isinstance(name, str) or not name.startswith(start):
        raise Trouble(f'{path}: found no "id" that starts with {start}, expected {expected}', 2)
    return name, document


def _told(report: Report) -> list[str]:
    width = max(len(check.name) for check in report.checks)
    lines = [_line(check, width) for check in report.checks]
    lines += [f"needed: {_where(need)}" for need in report.needs]
    return [*lines, f"verdict: {report.verdict}"]


def _line(check: Check, width: int) -> str:
    return f"{MARKS[check.passed]} {check.name:{width}}  {visible(check.says)}"


def _where(did: str) -> str:
    """What to fetch, and how to hand it over (did:web, section 3.2)."""
    if did.startswith("https://"):
        return f"the status list at {visible(did)}; save it and add --status FILE"
    parts = [visible(unquote(part)) for part in did.removeprefix("did:web:").split(":")]
    if not did.startswith("did:web:"):
        return f"the document of {visible(did)}; save it and add --did FILE"
    path = "/".join(parts[1:]) or ".well-known"
    return f"https://{parts[0]}/{path}/did.json; save it and add --did FILE"
