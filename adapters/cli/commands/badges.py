"""`laurel issue`, `verify`, `bake`, `extract`: badges as files."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from uuid import UUID

from adapters import system
from adapters.cli.commands import verify as verifying
from adapters.cli.files import (
    STDIN,
    CommandError,
    add_force,
    printable,
    read_bytes,
    refuse_existing,
    utf8_option,
    write_bytes,
)
from adapters.cli.session import open_application
from adapters.cli.wording import shell_wording
from adapters.composition.application import Application
from adapters.database.credentials.status_lists import StatusStore
from adapters.drawing.pictures import PUBLIC_SIZE
from adapters.operations.issue import CannotIssue, IssuedBadge, Wanted, choose, issue
from bot.domain.organisations import Organisation
from bot.domain.people.addresses import parse_address
from bot.messages.findings import word_message
from issuer.baking.png import MOST_CREDENTIAL_BYTES, PNG_SIGNATURE, BakingError, bake, extract
from issuer.baking.svg import MOST_SVG_BYTES, bake_svg, extract_svg, svg_showing_png
from issuer.issuing.issue import Unissuable
from issuer.strict_json import parse_document
from issuer.verifying.inputs.reading import read_credential

FILES = ("credential.json", "credential.jwt", "badge.png", "badge.svg", "did.json")
STATUS_FILE = "status.json"
"""Written beside them if the badge is on a status list: the current list, for checking offline."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    issuing = commands.add_parser("issue", help="one credential from the shell, recorded like any other")
    issuing.add_argument("--achievement", required=True, metavar="SLUG", help="what was earned")
    issuing.add_argument("--email", required=True, metavar="E", help="who earned it")
    issuing.add_argument("--name", default="", metavar="N", help="their name, if nobody knows them yet")
    issuing.add_argument(
        "--citation",
        type=utf8_option,
        default="",
        metavar="C",
        help="why; kept in the record, not in the badge",
    )
    issuing.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help=f"a folder for {', '.join(FILES)}"
    )
    issuing.add_argument(
        "--tell", action="store_true", help="write to the earner, if they have an account in chat"
    )
    issuing.add_argument(
        "--as-operator",
        action="store_true",
        help="also what the badge's rules forbid; recorded as such",
    )
    add_force(issuing)
    issuing.set_defaults(run=run_issue)
    verifying.add_to(commands)
    baking = commands.add_parser("bake", help="put a credential into a picture")
    baking.add_argument(
        "picture", metavar="BADGE.png", help=f"a PNG or SVG file, or {STDIN} for standard input"
    )
    baking.add_argument("credential", metavar="CREDENTIAL.json", help="signed JSON, or a token")
    baking.add_argument("out", type=Path, metavar="OUT.png")
    add_force(baking)
    baking.set_defaults(run=run_bake)
    extracting = commands.add_parser("extract", help="print the credential that a picture holds")
    extracting.add_argument("picture", metavar="BADGE.png", help=f"a PNG file, or {STDIN} for standard input")
    extracting.set_defaults(run=run_extract)


def run_issue(chosen: argparse.Namespace) -> int:
    """Issues, and writes the files."""
    email = parse_address(chosen.email)
    if email is None:
        print(f"--email: found {printable(chosen.email)!r}, expected name@example.com", file=sys.stderr)
        return 2
    wanted = Wanted(
        *(chosen.achievement, email, printable(chosen.name), chosen.citation),
        as_operator=chosen.as_operator,
        tell=chosen.tell,
    )
    paths = {name: chosen.out / name for name in FILES}
    try:
        refuse_existing(paths, chosen.force)
        with open_application() as (house, organisation):
            issued, files = _issue_files(house, organisation, wanted)
            trial = house.settings.trial
        print(f"issued {wanted.slug} to {issued.recipient.name} ({email}): {issued.credential.public_id}")
        if issued.newly_known:
            print(f"note: nobody had the address {email} yet; added as {issued.recipient.name}")
        elif wanted.name not in ("", issued.recipient.name):
            print(f"note: known as {issued.recipient.name} already; --name was not used")
        if chosen.tell and not issued.told:
            print("note: not told, for want of an account in chat; finds it with /mybadges")
        for name, content in files.items():
            write_bytes(chosen.out / name, content)
            print(f"wrote {chosen.out / name}")
    except (CannotIssue, Unissuable) as refused:
        print(f"nothing was issued: {refused}", file=sys.stderr)
        return 1
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    if trial:
        print(
            "note: trial mode; set LAUREL_PUBLIC_URL to your https address before you issue badges that should last"
        )
    return 0


def run_bake(chosen: argparse.Namespace) -> int:
    """Embeds a credential in a picture, replacing an earlier one."""
    try:
        refuse_existing({"out": chosen.out}, chosen.force)
        picture = read_bytes(chosen.picture, MOST_SVG_BYTES)
        credential = read_bytes(chosen.credential, MOST_CREDENTIAL_BYTES)
        if credential.startswith(PNG_SIGNATURE):
            raise CommandError(f"{chosen.credential}: found a picture, expected a credential as JSON", 1)
        _, shape = read_credential(credential)
        if shape.passed is False:
            raise CommandError(
                f"{chosen.credential}: {printable(word_message(shell_wording(), shape.message))}", 1
            )
        baked = bake(picture, credential) if _is_png(picture) else bake_svg(picture, credential)
        write_bytes(chosen.out, baked)
    except BakingError as problem:
        print(f"{chosen.picture}: {problem}", file=sys.stderr)
        return 1
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    print(f"wrote {chosen.out}")
    return 0


def run_extract(chosen: argparse.Namespace) -> int:
    """Prints the credential, byte for byte unless control characters could steer the terminal."""
    try:
        picture = read_bytes(chosen.picture, MOST_SVG_BYTES)
        credential = extract(picture) if _is_png(picture) else extract_svg(picture)
    except BakingError as problem:
        print(f"{chosen.picture}: {problem}", file=sys.stderr)
        return 1
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    if sys.stdout.isatty():
        print(printable(credential.decode("utf-8", "replace")))
    else:
        sys.stdout.buffer.write(credential)
        sys.stdout.buffer.flush()
    return 0


def _is_png(picture: bytes) -> bool:
    """SVG starts with a less-than sign, perhaps after white space or a byte order mark; all else must be a PNG."""
    return not picture.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _issue_files(
    house: Application, organisation: Organisation, wanted: Wanted
) -> tuple[IssuedBadge, dict[str, bytes]]:
    """The credential and the content of each file. The picture is drawn first: it may need the database itself."""
    award = choose(house, organisation, wanted)
    picture = asyncio.run(house.pictures.public(award.achievement))
    issued = issue(house, organisation, award, picture, system.now())
    if issued.token is None:
        raise CannotIssue("found no key for tokens; make one with: laurel keys rotate --algorithm RS256")
    did = json.dumps(issued.did_document, indent=2, ensure_ascii=False) + "\n"
    framed = bake_svg(svg_showing_png(picture, award.achievement.picture.alt, PUBLIC_SIZE), issued.body)
    contents = (issued.body, issued.token, bake(picture, issued.body), framed, did.encode())
    files = dict(zip(FILES, contents, strict=True))
    listed = _status_list(house, issued.body)
    return issued, files | ({STATUS_FILE: listed} if listed else {})


def _status_list(house: Application, credential: bytes) -> bytes | None:
    """The signed list that the credential is on, as it is now; None in trial mode, which has no lists."""
    status = parse_document(credential).get("credentialStatus")
    address = status.get("statusListCredential") if isinstance(status, dict) else None
    if not isinstance(address, str):
        return None
    with house.database.read() as connection:
        found = StatusStore(connection).list(UUID(address.rpartition("/")[2]))
    return found.body if found else None
