"""`laurel catalogue check | plan | apply`: achievements as files."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from adapters import system
from adapters.cli.organisation_values import changed_settings
from adapters.cli.progress import DrawingProgress
from adapters.cli.session import open_application
from adapters.composition.serve import draw_pictures
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.people.people import PeopleStore
from adapters.drawing.pictures import look_problems
from adapters.files.catalogue import read_catalogue
from adapters.installation.catalogue_files import read_signable_catalogue
from adapters.installation.linting import unsignable
from adapters.installation.set_up import keep_pictures
from adapters.operations.operator import shell_context
from adapters.shell_wording import tell, word_findings
from bot.domain.catalogue.files import BadCatalogue
from bot.domain.catalogue.plan import CataloguePlan, plan_catalogue, with_working_days
from bot.use_cases.catalogue.apply import ApplyCatalogue, apply_catalogue
from bot.use_cases.installation.organisation import ChangeOrganisation, change_organisation


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("catalogue", help=tell("shell.help.catalogue"))
    verbs = group.add_subparsers(title="verbs", metavar="check | plan | apply", required=True)
    for name, run, what in (
        ("check", run_check, tell("shell.help.catalogue_check")),
        ("plan", run_plan, tell("shell.help.catalogue_plan")),
        ("apply", run_apply, tell("shell.help.catalogue_apply")),
    ):
        verb = verbs.add_parser(name, help=what)
        verb.add_argument("directory", type=Path, metavar="DIR")
        verb.set_defaults(run=run)


def run_check(chosen: argparse.Namespace) -> int:
    """Names every mistake with file, line and fix."""
    read = read_catalogue(chosen.directory, look_problems)
    findings = (*read.findings, *(unsignable(read.files) if read.files else ()))
    for line in word_findings(findings):
        print(line)
    if read.files is None or findings:
        print(tell("shell.catalogue.to_mend", count=len(findings)), file=sys.stderr)
        return 1
    print(tell("shell.catalogue.sound", count=len(read.files.achievements)))
    return 0


def run_plan(chosen: argparse.Namespace) -> int:
    """Prints what would change; changes nothing."""
    return _plan_changes(chosen, do=False)


def run_apply(chosen: argparse.Namespace) -> int:
    """Applies the changes."""
    return _plan_changes(chosen, do=True)


def _plan_changes(chosen: argparse.Namespace, *, do: bool) -> int:
    try:
        files = read_signable_catalogue(chosen.directory)
        with open_application(chosen) as (application, organisation):
            with application.database.write() as connection:
                current = CatalogueStore(connection).current(organisation.id)
                planned = plan_catalogue(files.achievements, current)
                wanted = with_working_days(
                    PeopleStore(connection).organisation(organisation.id), files.organisation
                )
                changed = changed_settings(organisation, wanted)
                if do:
                    ctx = shell_context(connection, organisation, system.now(), application.ids)
                    apply_catalogue(ctx, ApplyCatalogue(planned))
                    change_organisation(ctx, ChangeOrganisation(wanted))
                    keep_pictures(connection, organisation, files)
            print(*_report_lines(planned, changed), sep="\n", flush=True)
            if do:
                asyncio.run(draw_pictures(application, DrawingProgress()))
    except BadCatalogue as bad:
        print(*word_findings(bad.findings), sep="\n", file=sys.stderr)
        return 1
    return 1 if planned.findings else 0


def _report_lines(planned: CataloguePlan, changed: Mapping[str, str]) -> list[str]:
    lines = word_findings(planned.findings)
    lines += [f"{tell(f'shell.organisation.label.{name}')}: {change}" for name, change in changed.items()]
    lines += [
        tell("shell.catalogue.new", name=file.name, slug=file.slug, version=str(file.version))
        for file in planned.new
    ]
    lines += [
        tell(
            "shell.catalogue.changed",
            name=change.after.name,
            slug=change.after.slug,
            before=str(change.before.version),
            after=str(change.after.version),
            keys=", ".join(change.keys) or tell("shell.catalogue.its_number"),
        )
        for change in planned.changed
    ]
    lines += [
        tell("shell.catalogue.retired", name=achievement.name, slug=achievement.slug)
        for achievement in planned.retired
    ]
    return lines or [tell("shell.nothing_to_change")]
