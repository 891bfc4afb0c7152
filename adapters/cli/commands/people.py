"""`laurel people import`, `laurel owner add`, `laurel organisation show | set`."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from adapters import system
from adapters.cli.commands import accounts
from adapters.cli.files import utf8_option
from adapters.cli.session import open_application
from adapters.database.people.people import PeopleStore
from adapters.files.people import COLUMNS, read_people
from adapters.files.wording import load_languages
from adapters.installation.set_up import hold_unnamed
from adapters.operations.operator import shell_context
from adapters.operations.people import add_owner, import_people
from adapters.shell_wording import shell_wording, tell, word_findings
from bot.domain.catalogue.checking import check_organisation
from bot.domain.catalogue.fields import quote
from bot.domain.organisations import Organisation
from bot.domain.people.import_model import PeopleImportPlan
from bot.domain.people.import_plan import describe_changes
from bot.messages.email_addresses import parse_address
from bot.messages.findings import word_message
from bot.messages.refusals import Refusal, refusal_card
from bot.use_cases.installation.organisation import ChangeOrganisation, change_organisation

SETTABLE = (
    "name", "url", "email", "phone", "description", "logo_url", "recipient_email", "celebration_channel",
    "language", "channel_languages", "timezone", "budget",
)  # fmt: skip


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    people = commands.add_parser("people", help=tell("shell.help.people"))
    verbs = people.add_subparsers(title="verbs", metavar="import", required=True)
    importing = verbs.add_parser("import", help=tell("shell.help.people_import"))
    importing.add_argument(
        "file",
        type=Path,
        metavar="FILE.csv",
        help=tell("shell.help.people_columns", columns=", ".join(COLUMNS.all)),
    )
    importing.add_argument("--complete", action="store_true", help=tell("shell.help.people_complete"))
    importing.set_defaults(run=run_import)
    accounts.add_verbs(verbs)
    owner = commands.add_parser("owner", help=tell("shell.help.owner"))
    verbs = owner.add_subparsers(title="verbs", metavar="add", required=True)
    adding = verbs.add_parser("add", help=tell("shell.help.owner_add"))
    adding.add_argument("email", metavar="EMAIL")
    adding.set_defaults(run=run_owner_add)
    _add_organisation(commands)


def _add_organisation(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    organisation = commands.add_parser("organisation", help=tell("shell.help.organisation"))
    verbs = organisation.add_subparsers(title="verbs", metavar="show | set", required=True)
    verbs.add_parser("show", help=tell("shell.help.organisation_show")).set_defaults(run=run_show)
    setting = verbs.add_parser("set", help=tell("shell.help.organisation_set"))
    for name in SETTABLE:
        what = tell(f"shell.organisation.set.{name}")
        setting.add_argument(_option(name), type=utf8_option, metavar="VALUE", help=what)
    setting.set_defaults(run=run_set)


def run_import(chosen: argparse.Namespace) -> int:
    """Imports every readable row, and reports the rest."""
    file = read_people(chosen.file)
    planned = PeopleImportPlan(findings=file.findings)
    if file.rows:
        with (
            open_application(chosen) as (application, organisation),
            application.database.write() as connection,
        ):
            planned = import_people(connection, organisation, file, system.now(), complete=chosen.complete)
    say = shell_wording()
    notes = (tell("shell.note.any", note=word_message(say, note)) for note in planned.notes)
    for line in (*word_findings(planned.findings), *notes):
        print(line, file=sys.stderr)
    for change in describe_changes(planned):
        print(word_message(say, change))
    if planned.absent:
        names = ", ".join(person.name for person in planned.absent)
        print(tell("shell.people.not_in_file", names=names))
    changed = len(planned.changes) + len(planned.accounts)
    print(
        tell(
            "shell.people.read",
            rows=len(file.rows),
            changes=changed or tell("shell.no_changes"),
            findings=len(planned.findings) or tell("shell.nothing"),
        )
    )
    return 1 if planned.findings else 0


def run_owner_add(chosen: argparse.Namespace) -> int:
    """Makes a person an owner, adding the person if unknown."""
    email = parse_address(chosen.email)
    if email is None:
        expected = tell("shell.people.an_address")
        print(tell("shell.found_expected", found=quote(chosen.email), expected=expected), file=sys.stderr)
        return 2
    try:
        with (
            open_application(chosen) as (application, organisation),
            application.database.write(organisation.id) as connection,
        ):
            change = add_owner(connection, organisation, email, system.now())
    except Refusal as refused:
        print(refusal_card(refused, shell_wording()).summary, file=sys.stderr)
        return 1
    name = change.after.name
    if change.before is None:
        print(tell("shell.note.new_owner", email=email, name=quote(name)))
    already = change.before is not None and change.before.owner
    print(tell("shell.owner.already" if already else "shell.owner.now", name=name, email=email))
    return 0


def run_show(chosen: argparse.Namespace) -> int:
    """Prints the organisation's settings."""
    with open_application(chosen) as (application, organisation):
        with application.database.read() as connection:
            people = PeopleStore(connection)
            shown_now = people.organisation(organisation.id)
            owners = [
                f"{person.name} ({person.email or tell('shell.person.no_email')})"
                for person in people.owners(organisation.id)
            ]
            did = application.issuers.key_pair(connection, organisation.id).controller
        values = {name: getattr(shown_now, name) for name in SETTABLE}
        values |= {
            "owners": ", ".join(owners),
            "signs_as": did,
            "public_url": application.settings.public_url,
        }
    labels = {name: tell(f"shell.organisation.label.{name}") for name in values}
    width = max(map(len, labels.values())) + 2
    for name, value in values.items():
        print(f"{labels[name] + ':':{width}}{_shown(value)}")
    return 0


def run_set(chosen: argparse.Namespace) -> int:
    """Changes the given settings if all of them are valid."""
    asked = {name: getattr(chosen, name) for name in SETTABLE if getattr(chosen, name) is not None}
    if not asked:
        print(tell("shell.organisation.say_what", options=", ".join(map(_option, SETTABLE))), file=sys.stderr)
        return 2
    with open_application(chosen) as (application, organisation), application.database.write() as connection:
        before = PeopleStore(connection).organisation(organisation.id)
        values = {name: asked.get(name, getattr(before, name)) for name in SETTABLE}
        checked, mistakes = check_organisation(
            {name: _file_value(name, value) for name, value in values.items() if value}
        )
        for mistake in mistakes:
            print(word_message(shell_wording(), mistake.message), file=sys.stderr)
        if checked is None:
            return 1
        after = replace(before, **asdict(checked))
        change_organisation(shell_context(connection, after, system.now()), ChangeOrganisation(after))
        hold_unnamed(connection, after, application.settings)
    for note in _unspoken(after):
        print(tell("shell.note.any", note=note), file=sys.stderr)
    for name in SETTABLE:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            print(f"{tell(f'shell.organisation.label.{name}')}: {_shown(old)} → {_shown(new)}")
    for line in _afterwords(before, after, application.settings.trial):
        print(line)
    return 0


def _afterwords(before: Organisation, after: Organisation, trial: bool) -> Iterator[str]:
    if before == after:
        yield tell("shell.nothing_to_change")
    if not trial and after.is_starters:
        yield tell("shell.note.any", note=tell("shell.signer.unnamed"))
    elif not trial and before.is_starters:
        yield tell("shell.organisation.named")


def _unspoken(organisation: Organisation) -> Iterator[str]:
    """The languages that are set and not available: their readers get another one until they are."""
    languages = load_languages()
    wanted = (organisation.language, *(tag for _, tag in organisation.channel_languages))
    for tag in dict.fromkeys(wanted):
        if tag and languages.find(tag) is None:
            yield tell("shell.organisation.unspoken", language=tag, found=", ".join(languages.available))


def _file_value(name: str, value: object) -> object:
    """The value with its type in the file: a number or a table where it was typed as text."""
    if name == "channel_languages":
        typed = value.split(",") if isinstance(value, str) else _shown(value).split(", ")
        return {channel.strip(): tag.strip() for channel, _, tag in (pair.partition("=") for pair in typed)}
    text = str(value)
    return int(text) if name == "budget" and text.isascii() and text.isdecimal() else value


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        value = ", ".join(f"{channel}={tag}" for channel, tag in value)
    return str(value or "–")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
