"""`laurel organisation show | set`."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace

from adapters import system
from adapters.cli.files import utf8_option
from adapters.cli.organisation_values import WORKING_DAYS, file_value, shown_value
from adapters.cli.session import open_application
from adapters.database.people.people import PeopleStore
from adapters.files.wording import load_languages
from adapters.installation.set_up import hold_unnamed
from adapters.operations.operator import shell_context
from adapters.shell_wording import shell_wording, tell
from bot.domain.catalogue.organisation_checks import check_organisation
from bot.domain.organisations import Organisation
from bot.messages.findings import word_message
from bot.use_cases.installation.organisation import ChangeOrganisation, change_organisation

SETTABLE = (
    "name", "url", "email", "phone", "description", "logo_url", "recipient_email", "names",
    "celebration_channel", "language", "channel_languages", "timezone", *WORKING_DAYS, "budget",
)  # fmt: skip


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    organisation = commands.add_parser("organisation", help=tell("shell.help.organisation"))
    verbs = organisation.add_subparsers(title="verbs", metavar="show | set", required=True)
    verbs.add_parser("show", help=tell("shell.help.organisation_show")).set_defaults(run=run_show)
    setting = verbs.add_parser("set", help=tell("shell.help.organisation_set"))
    for name in SETTABLE:
        what = tell(f"shell.organisation.set.{name}")
        setting.add_argument(_option(name), type=utf8_option, metavar="VALUE", help=what)
    setting.set_defaults(run=run_set)


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
        print(f"{labels[name] + ':':{width}}{shown_value(value)}")
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
            {name: file_value(name, value) for name, value in values.items() if value}
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
            print(f"{tell(f'shell.organisation.label.{name}')}: {shown_value(old)} → {shown_value(new)}")
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


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
