"""The people of an organisation: owners, managers, accounts that wait or are unknown, names that cannot be drawn."""

from collections.abc import Iterator

from sqlalchemy import Connection

from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.database.people.people import PeopleStore
from adapters.drawing.typefaces import FOLDER, load_typefaces
from adapters.read_models.known_people import unknown_accounts
from adapters.shell_wording import tell
from bot.domain.organisations import Organisation
from bot.domain.people.model import MembershipStatus, Person
from bot.use_cases.people.owners import is_stale
from issuer.artwork.text.paragraphs import missing_characters

MOST = 5
"""Accounts that are named one by one."""


def people(connection: Connection, organisation: Organisation) -> Iterator[DoctorLine]:
    """What is known of people, and what should be done about it."""
    everyone = {person.id: person for person in PeopleStore(connection).all(organisation.id)}
    members = [person for person in everyone.values() if person.standing is MembershipStatus.MEMBER]
    yield from _owners([person for person in everyone.values() if person.owner])
    alone = [
        person
        for person in members
        if not _is_member(everyone.get(person.manager_id) if person.manager_id else None)
    ]
    what = tell("shell.doctor.members", members=len(members), alone=len(alone))
    if alone:
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.owners_decide"))
    else:
        yield DoctorLine(Severity.OK, what)
    if unaddressed := [person for person in members if person.email is None]:
        what = tell("shell.doctor.without_email", count=len(unaddressed))
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.give_ids"))
    yield from _waiting_accounts(connection, organisation)
    yield from _unknown_accounts(connection, organisation)
    unset = [person for person in members if missing_characters(person.name, load_typefaces())]
    if unset:
        what = tell("shell.doctor.letters_missing", count=len(unset))
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.add_typeface", setting=FOLDER))


def _owners(owners: list[Person]) -> Iterator[DoctorLine]:
    active = [owner.name for owner in owners if not is_stale(owner)]
    if active:
        yield DoctorLine(Severity.OK, tell("shell.doctor.owners", names=", ".join(active)))
    else:
        yield DoctorLine(Severity.MISSING, tell("shell.doctor.no_owners"), tell("shell.doctor.add_owner"))
    for owner in filter(is_stale, owners):
        what = tell("shell.doctor.stale_owner", name=owner.name, email=owner.email or "–")
        yield DoctorLine(
            Severity.WARNING, what, tell("shell.doctor.remove_owner", email=owner.email or "EMAIL")
        )


def _waiting_accounts(connection: Connection, organisation: Organisation) -> Iterator[DoctorLine]:
    """Accounts that may be another person's."""
    store = PeopleStore(connection)
    waiting = store.waiting_accounts(organisation.id)
    for account in waiting[:MOST]:
        platform = store.workspace_by_id(account.workspace_id).platform
        candidate = store.get(account.link.candidate_id or account.person.id)
        what = tell(
            "shell.doctor.account_waits",
            platform=platform.value,
            account=account.external_id,
            name=account.facts.name or account.person.name,
            email=account.facts.email or "–",
            candidate=candidate.name,
        )
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.decide_account"))
    if len(waiting) > MOST:
        yield DoctorLine(Severity.WARNING, tell("shell.doctor.more_accounts_wait", count=len(waiting) - MOST))


def _unknown_accounts(connection: Connection, organisation: Organisation) -> Iterator[DoctorLine]:
    """Accounts that a people file named, and their platform does not know."""
    store = PeopleStore(connection)
    unknown = unknown_accounts(connection, organisation.id)
    for account, person_id in list(unknown.items())[:MOST]:
        what = tell(
            "shell.doctor.account_unknown",
            platform=store.workspace_by_id(account.workspace_id).platform.value,
            account=account.external_id,
            name=store.get(person_id).name,
        )
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.correct_file"))
    if len(unknown) > MOST:
        yield DoctorLine(
            Severity.WARNING, tell("shell.doctor.more_accounts_unknown", count=len(unknown) - MOST)
        )


def _is_member(manager: Person | None) -> bool:
    return manager is not None and manager.standing is MembershipStatus.MEMBER
