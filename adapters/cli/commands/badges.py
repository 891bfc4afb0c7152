"""`laurel issue`, `verify`, `bake`, `extract`: badges as files."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
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
    refuse_unwritable,
    utf8_option,
    write_bytes,
)
from adapters.cli.session import open_application
from adapters.composition.application import Application
from adapters.database.credentials.status_lists import StatusStore
from adapters.drawing.pictures import PUBLIC_SIZE
from adapters.files.people import check_name
from adapters.files.text_lines import Unreadable
from adapters.operations.issue import CannotIssue, IssuedBadge, Wanted, choose, issue
from adapters.shell_wording import shell_wording, tell, word_error
from bot.domain.organisations import Organisation
from bot.messages.email_addresses import parse_address
from bot.messages.findings import word_message
from bot.messages.plain_text import one_line
from issuer.baking.pictures import bake_credential, count_credentials, extract_credential, is_svg
from issuer.baking.png import MOST_RECORD_BYTES, PNG_SIGNATURE, BakingError, bake
from issuer.baking.svg import MOST_SVG_BYTES, bake_svg, svg_showing_png
from issuer.issuing.issue import Unissuable
from issuer.strict_json import BYTE_ORDER_MARK, parse_document
from issuer.verifying import CheckResult
from issuer.verifying.inputs.kinds import kind_of_credential
from issuer.verifying.inputs.reading import read_credential

FILES = ("credential.json", "credential.jwt", "badge.png", "badge.svg", "did.json")
STATUS_FILE = "status.json"
"""Written beside them if the badge is on a status list: the current list, for checking offline."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    issuing = commands.add_parser("issue", help=tell("shell.help.issue"))
    issuing.add_argument(
        "--achievement", required=True, metavar="SLUG", help=tell("shell.help.issue_achievement")
    )
    issuing.add_argument("--email", required=True, metavar="E", help=tell("shell.help.issue_email"))
    issuing.add_argument(
        "--name", type=_name_option, default="", metavar="N", help=tell("shell.help.issue_name")
    )
    issuing.add_argument(
        "--citation",
        type=utf8_option,
        default="",
        metavar="C",
        help=tell("shell.help.issue_citation"),
    )
    issuing.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="DIR",
        help=tell("shell.help.issue_out", files=", ".join(FILES)),
    )
    issuing.add_argument("--tell", action="store_true", help=tell("shell.help.issue_tell"))
    issuing.add_argument(
        "--as-operator",
        action="store_true",
        help=tell("shell.help.as_operator"),
    )
    add_force(issuing)
    issuing.set_defaults(run=run_issue)
    verifying.add_to(commands)
    _add_pictures(commands)


def _add_pictures(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    baking = commands.add_parser("bake", help=tell("shell.help.bake"))
    baking.add_argument("picture", metavar="BADGE.png", help=tell("shell.help.bake_picture", stdin=STDIN))
    baking.add_argument("credential", metavar="CREDENTIAL.json", help=tell("shell.help.bake_credential"))
    baking.add_argument("out", type=Path, metavar="OUT.png")
    add_force(baking)
    baking.set_defaults(run=run_bake)
    extracting = commands.add_parser("extract", help=tell("shell.help.extract"))
    extracting.add_argument(
        "picture", metavar="BADGE.png", help=tell("shell.help.extract_picture", stdin=STDIN)
    )
    extracting.set_defaults(run=run_extract)


def _name_option(text: str) -> str:
    """A person's name, by the rules of a people file; empty to take the one from the address."""
    name = one_line(utf8_option(text))
    try:
        if name:
            check_name(name)
    except Unreadable as problem:
        raise argparse.ArgumentTypeError(word_error(shell_wording(), problem)) from None
    return name


def run_issue(chosen: argparse.Namespace) -> int:
    """Issues, and writes the files."""
    email = parse_address(chosen.email)
    if email is None:
        print(tell("shell.issue.bad_email", found=printable(chosen.email)), file=sys.stderr)
        return 2
    wanted = Wanted(
        *(chosen.achievement, email, chosen.name, chosen.citation),
        as_operator=chosen.as_operator,
        tell=chosen.tell,
    )
    paths = {name: chosen.out / name for name in FILES}
    try:
        refuse_existing(paths, chosen.force)
        refuse_unwritable(chosen.out)
        with open_application(chosen) as (application, organisation):
            issued, files = _issue_files(application, organisation, wanted)
            trial = application.settings.trial
        print(*_issued_lines(wanted, issued), sep="\n")
        for name, content in files.items():
            write_bytes(chosen.out / name, content)
            print(tell("shell.file.written", path=str(chosen.out / name)))
    except (CannotIssue, Unissuable) as refused:
        print(tell("shell.issue.nothing", reason=word_error(shell_wording(), refused)), file=sys.stderr)
        return 1
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    if trial:
        print(tell("shell.note.trial"))
    return 0


def _issued_lines(wanted: Wanted, issued: IssuedBadge) -> Iterator[str]:
    name, public_id = issued.recipient.name, str(issued.credential.public_id)
    yield tell("shell.issue.issued", slug=wanted.slug, name=name, email=wanted.email, id=public_id)
    if issued.newly_known:
        yield tell("shell.note.new_person", email=wanted.email, name=name)
    elif wanted.name not in ("", name):
        yield tell("shell.note.known_as", name=name)
    if issued.note:
        yield tell("shell.note.any", note=issued.note)
    if wanted.tell and not issued.told:
        yield tell("shell.note.not_told")


def run_bake(chosen: argparse.Namespace) -> int:
    """Embeds a credential in a picture, replacing earlier ones of any standard."""
    try:
        refuse_existing({"out": chosen.out}, chosen.force)
        picture = read_bytes(chosen.picture, MOST_SVG_BYTES)
        credential, kind = _credential_to_bake(chosen.credential)
        before = count_credentials(picture)
        baked = bake_credential(picture, credential, kind)
        _, shape = read_credential(baked)
        _refuse_unreadable(chosen.picture, shape)
        write_bytes(chosen.out, baked)
    except BakingError as problem:
        print(f"{chosen.picture}: {word_error(shell_wording(), problem)}", file=sys.stderr)
        return 1
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    if before:
        print(tell("shell.bake.replaced", count=before))
    print(tell("shell.file.written", path=str(chosen.out)))
    return 0


def _credential_to_bake(path: str) -> tuple[bytes, str]:
    """The file's credential and its class; raises `CommandError` for what no program could read from a picture."""
    credential = read_bytes(path, MOST_RECORD_BYTES).strip().removeprefix(BYTE_ORDER_MARK)
    if credential.startswith(PNG_SIGNATURE) or is_svg(credential):
        raise CommandError(tell("shell.bake.picture_found", path=path), 1)
    document, shape = read_credential(credential)
    if shape.code == "document-missing":
        raise CommandError(tell("shell.bake.link_found", path=path), 1)
    _refuse_unreadable(path, shape)
    return credential, kind_of_credential(document or {})


def _refuse_unreadable(path: str, shape: CheckResult) -> None:
    if not shape.passed:
        raise CommandError(f"{path}: {printable(word_message(shell_wording(), shape.message))}", 1)


def run_extract(chosen: argparse.Namespace) -> int:
    """Prints the credential, byte for byte unless control characters could steer the terminal."""
    try:
        credential = extract_credential(read_bytes(chosen.picture, MOST_SVG_BYTES))
    except BakingError as problem:
        print(f"{chosen.picture}: {word_error(shell_wording(), problem)}", file=sys.stderr)
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


def _issue_files(
    application: Application, organisation: Organisation, wanted: Wanted
) -> tuple[IssuedBadge, dict[str, bytes]]:
    """The credential and the content of each file. The picture is drawn first: it may need the database itself."""
    award = choose(application, organisation, wanted)
    picture = asyncio.run(application.pictures.public(award.achievement))
    issued = issue(application, organisation, award, picture, system.now())
    if issued.token is None:
        raise CannotIssue(tell("shell.issue.no_token_key"))
    did = json.dumps(issued.did_document, indent=2, ensure_ascii=False) + "\n"
    framed = bake_svg(
        svg_showing_png(picture, award.achievement.picture_description, PUBLIC_SIZE), issued.body
    )
    contents = (issued.body, issued.token, bake(picture, issued.body), framed, did.encode())
    files = dict(zip(FILES, contents, strict=True))
    listed = _status_list(application, issued.body)
    return issued, files | ({STATUS_FILE: listed} if listed else {})


def _status_list(application: Application, credential: bytes) -> bytes | None:
    """The signed list that the credential is on, as it is now; None in trial mode, which has no lists."""
    status = parse_document(credential).get("credentialStatus")
    address = status.get("statusListCredential") if isinstance(status, dict) else None
    if not isinstance(address, str):
        return None
    with application.database.read() as connection:
        found = StatusStore(connection).list(UUID(address.rpartition("/")[2]))
    return found.body if found else None
