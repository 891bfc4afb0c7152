"""`laurel people import | export`, and the verbs of `adapters/cli/account_commands.py`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.cli import account_commands
from adapters.cli.files import CommandError
from adapters.cli.session import open_application
from adapters.cli.terminal import confirm
from adapters.composition.clients import platform_clients
from adapters.database.people.people import PeopleStore
from adapters.files.people import COLUMNS, read_people
from adapters.files.people_export import write_people
from adapters.operations.account_checks import PlatformAnswers, ask_platforms
from adapters.operations.people import AT_ONCE, PeopleImport
from adapters.shell_wording import shell_wording, tell, word_findings
from bot.domain.catalogue.fields import visible
from bot.domain.people.imports.batches import batches
from bot.domain.people.imports.model import AddressAnswers, PeopleFile, PeopleImportPlan, PersonChange
from bot.domain.people.imports.report import describe_change
from bot.messages.email_addresses import parse_address
from bot.messages.findings import word_message

FIRST_NAMES = 5
"""Names that the brake shows."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    people = commands.add_parser("people", help=tell("shell.help.people"))
    verbs = people.add_subparsers(title="verbs", metavar="VERB", required=True)
    importing = verbs.add_parser("import", help=tell("shell.help.people_import"))
    importing.add_argument(
        "file",
        type=Path,
        metavar="FILE.csv",
        help=tell("shell.help.people_columns", columns=", ".join(COLUMNS.all)),
    )
    importing.add_argument("--complete", action="store_true", help=tell("shell.help.people_complete"))
    importing.add_argument("--dry-run", action="store_true", help=tell("shell.help.dry_run"))
    importing.add_argument("--yes", action="store_true", help=tell("shell.help.people_yes"))
    for option, what in (
        ("--another-person", tell("shell.help.people_another")),
        ("--same-person", tell("shell.help.people_same")),
    ):
        importing.add_argument(option, action="append", default=[], metavar="EMAIL", help=what)
    importing.set_defaults(run=run_import)
    exporting = verbs.add_parser("export", help=tell("shell.help.people_export"))
    exporting.add_argument("file", type=Path, nargs="?", metavar="FILE.csv")
    exporting.set_defaults(run=run_export)
    account_commands.add_verbs(verbs)


def run_import(chosen: argparse.Namespace) -> int:
    """Imports every readable row, and reports the rest."""
    answers = AddressAnswers(_addresses(chosen.another_person), _addresses(chosen.same_person))
    file = read_people(chosen.file)
    if not file.rows:
        plan = PeopleImportPlan(findings=file.findings, notes=file.notes)
        _report_findings(plan, PlatformAnswers())
        return _report_end(plan, file, 0)
    with open_application(chosen) as (application, organisation):
        run = PeopleImport(application, organisation, file, chosen.complete, answers)
        checks = _check_accounts(run)
        run.reports = checks.reports
        plan = run.plan()
        _report_findings(plan, checks)
        if chosen.dry_run:
            for batch in batches(plan.changes, AT_ONCE):
                _report_changes(plan, batch)
            if plan.needs_confirmation:
                print(_many_leavers(plan))
            print(tell("shell.people.dry"))
            return _report_end(plan, file, plan.size)
        if plan.needs_confirmation and not chosen.yes and not _is_confirmed(plan):
            return 1
        return _report_end(plan, file, _apply(run, plan))


def run_export(chosen: argparse.Namespace) -> int:
    """Writes what is known of everyone, as a file that `laurel people import` reads again."""
    with (
        open_application(chosen) as (application, organisation),
        application.database.read(organisation.id) as connection,
    ):
        store = PeopleStore(connection)
        people, accounts = store.all(organisation.id), store.all_accounts(organisation.id)
        workspaces = store.workspaces_of(organisation.id)
    content = write_people(people, accounts, workspaces)
    if chosen.file is None:
        sys.stdout.write(content)
        return 0
    try:
        chosen.file.write_text(content, "utf-8", newline="")
    except OSError as problem:
        reason = problem.strerror or tell("shell.file.unreadable")
        raise CommandError(tell("shell.file.not_written", path=str(chosen.file), reason=reason), 1) from None
    print(tell("shell.people.exported", count=len(people), file=str(chosen.file)))
    return 0


def _check_accounts(run: PeopleImport) -> PlatformAnswers:
    """What the platforms of this shell's settings say about accounts that none has reported on."""
    wanted = run.unseen_accounts()

    async def ask() -> PlatformAnswers:
        async with platform_clients(run.application, wanted) as clients:
            return await ask_platforms(clients, wanted)

    return asyncio.run(ask()) if wanted else PlatformAnswers()


def _apply(run: PeopleImport, plan: PeopleImportPlan) -> int:
    """Makes the changes, and reports each when it is made; returns their number."""
    done = 0
    try:
        for batch in run.apply(plan):
            _report_changes(plan, batch)
            done += sum((change.before != change.after) + change.size for change in batch)
    except KeyboardInterrupt:
        print(tell("shell.people.interrupted", done=done, of=plan.size), file=sys.stderr)
        raise
    return done


def _is_confirmed(plan: PeopleImportPlan) -> bool:
    says = _many_leavers(plan)
    answer = confirm(f"{says} {tell('shell.people.go_on')}")
    if not answer:
        end = tell("shell.people.say_yes") if answer is None else tell("shell.people.unchanged")
        print(end if answer is False else f"{says} {end}", file=sys.stderr)
    return bool(answer)


def _many_leavers(plan: PeopleImportPlan) -> str:
    names = [change.after.name for change in plan.leavers]
    first = ", ".join(names[:FIRST_NAMES]) + (", …" if len(names) > FIRST_NAMES else "")
    return tell("shell.people.many_leave", count=len(names), of=plan.present, names=first)


def _report_findings(plan: PeopleImportPlan, checks: PlatformAnswers) -> None:
    say = shell_wording()
    notes = [word_message(say, note) for note in plan.notes]
    notes += [
        tell("shell.people.not_checked", count=count, platform=tell(f"platforms.{platform}"))
        for platform, count in checks.open.items()
    ]
    for line in (*word_findings(plan.findings), *(tell("shell.note.any", note=note) for note in notes)):
        print(line, file=sys.stderr)


def _report_changes(plan: PeopleImportPlan, changes: Sequence[PersonChange]) -> None:
    say = shell_wording()
    names = {**plan.names, **{change.after.id: change.after.name for change in changes}}
    for change in changes:
        for line in describe_change(change, names):
            print(word_message(say, line))


def _report_end(plan: PeopleImportPlan, file: PeopleFile, changes: int) -> int:
    if plan.absent:
        names = ", ".join(person.name for person in plan.absent)
        print(tell("shell.people.not_in_file", names=names))
    print(
        tell(
            "shell.people.read",
            rows=tell("shell.people.rows", count=len(file.rows)),
            changes=tell("shell.people.changes", count=changes) if changes else tell("shell.no_changes"),
            findings=len(plan.findings) or tell("shell.nothing"),
        )
    )
    return 1 if plan.findings else 0


def _addresses(typed: Sequence[str]) -> frozenset[str]:
    found = {text: parse_address(text) for text in typed}
    for text, email in found.items():
        if email is None:
            expected = tell("shell.people.an_address")
            raise CommandError(tell("shell.found_expected", found=visible(text), expected=expected), 2)
    return frozenset(email for email in found.values() if email)
