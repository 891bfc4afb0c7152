"""`laurel people accounts | link | part | merge | unmerge`: whose an account is, beside the database."""

import argparse
import sys
from collections.abc import Callable
from uuid import UUID

from adapters import system
from adapters.cli.session import open_application
from adapters.operations.operator import shell_context
from adapters.shell_wording import shell_wording, tell
from bot.context.context import UseCaseContext
from bot.domain.people.model import Identity, Person
from bot.messages.cards import plain
from bot.messages.email_addresses import parse_address
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal, refusal_card
from bot.presenting.owners.account_cards import unclear_lines
from bot.use_cases.people.accounts import (
    EndLink,
    MergePeople,
    PersonAccounts,
    end_link,
    link_account,
    load_person_accounts,
    merge_people,
    waiting_accounts,
)
from bot.use_cases.people.unmerging import UndoMerge, undo_merge

PLATFORMS = ("slack", "teams")


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verbs of `laurel people` about accounts."""
    listing = verbs.add_parser("accounts", help=tell("shell.help.people_accounts"))
    listing.add_argument("who", nargs="?", metavar="WHO", help=tell("shell.help.who"))
    listing.set_defaults(run=_in_organisation(_list_accounts))
    for verb, operands, says, run in (
        ("link", ("account", "who"), tell("shell.help.people_link"), _link),
        ("part", ("account",), tell("shell.help.people_part"), _part),
        ("merge", ("who", "other"), tell("shell.help.people_merge"), _merge),
        ("unmerge", ("id",), tell("shell.help.people_unmerge"), _unmerge),
    ):
        parser = verbs.add_parser(verb, help=says)
        for operand in operands:
            parser.add_argument(operand, metavar=operand.upper())
        parser.set_defaults(run=_in_organisation(run))


def _in_organisation(
    run: Callable[[UseCaseContext, argparse.Namespace], None],
) -> Callable[[argparse.Namespace], int]:
    def command(chosen: argparse.Namespace) -> int:
        try:
            with (
                open_application(chosen) as (application, organisation),
                application.database.write(organisation.id) as connection,
            ):
                run(shell_context(connection, organisation, system.now()), chosen)
        except Refusal as refused:
            print(refusal_card(refused, shell_wording()).summary, file=sys.stderr)
            return 1
        return 0

    return command


def _list_accounts(ctx: UseCaseContext, chosen: argparse.Namespace) -> None:
    """The accounts of a person, or those that wait for the owners."""
    if chosen.who:
        _print_person(load_person_accounts(ctx, _person(ctx, chosen.who)))
        return
    waiting = waiting_accounts(ctx)
    for each in waiting:
        account = _described(each.account, each.platform)
        print(tell("shell.accounts.waits", account=account, person=_named(each.candidate)))
    if not waiting:
        print(tell("shell.accounts.none_wait"))


def _link(ctx: UseCaseContext, chosen: argparse.Namespace) -> None:
    """An operator's word that the account is the person's."""
    person = _person(ctx, chosen.who)
    link_account(ctx, _account(ctx, chosen.account), person)
    print(tell("shell.accounts.linked", account=chosen.account, person=_named(person)))


def _part(ctx: UseCaseContext, chosen: argparse.Namespace) -> None:
    """The account gets a person of its own."""
    account = _account(ctx, chosen.account)
    after = end_link(ctx, EndLink(account.reference))
    print(tell("shell.accounts.parted", account=chosen.account, person=_named(after)))


def _merge(ctx: UseCaseContext, chosen: argparse.Namespace) -> None:
    """Two persons are one; the first keeps the name."""
    kept, other = _person(ctx, chosen.who), _person(ctx, chosen.other)
    merge_people(ctx, MergePeople(kept, other))
    print(tell("shell.accounts.merged", person=_named(kept), other=_named(other), id=str(other.id)))


def _unmerge(ctx: UseCaseContext, chosen: argparse.Namespace) -> None:
    """They are two persons after all."""
    try:
        merged_id = UUID(chosen.id)
    except ValueError:
        raise Refusal("not_merged") from None
    undone = undo_merge(ctx, UndoMerge(merged_id))
    print(tell("shell.accounts.unmerged", person=_named(undone.person)))
    for line in unclear_lines(shell_wording(), undone):
        print(plain(line))


def _print_person(shown: PersonAccounts) -> None:
    print(_named(shown.person))
    for account, platform in shown.accounts:
        ground = tell(f"accounts.ground.{account.link.ground}")
        since = shell_wording().date(account.link.at)
        print(
            tell("shell.accounts.account", account=_described(account, platform), ground=ground, since=since)
        )
    for merge, merged in shown.merged:
        since = shell_wording().date(merge.at)
        print(tell("shell.accounts.was", person=merged.name, since=since, id=str(merged.id)))


def _person(ctx: UseCaseContext, who: str) -> Person:
    """The person of an address, or of an account such as slack:U012AB3CD."""
    email = parse_address(who)
    known = ctx.store.people.addressed(ctx.organisation.id, [email]).get(email) if email else None
    if known:
        return known
    if email:
        raise Refusal("unknown_address", {"found": email})
    return _account(ctx, who).person


def _account(ctx: UseCaseContext, named: str) -> Identity:
    """The account of that platform and id, in whichever workspace of the organisation."""
    platform, _, external_id = named.partition(":")
    if platform in PLATFORMS and external_id:
        for workspace in ctx.store.people.workspaces_of(ctx.organisation.id):
            if workspace.platform is Platform(platform):
                found = ctx.store.people.identities(workspace.id, [external_id]).get(external_id)
                if found:
                    return found
    raise Refusal("unknown_account", {"account": named})


def _described(account: Identity, platform: Platform) -> str:
    facts = account.facts
    standing = tell(f"account_standing.{facts.standing}")
    about = ", ".join(part for part in (facts.name, facts.email, standing) if part)
    return f"{platform}:{account.external_id} ({about})"


def _named(person: Person) -> str:
    return f"{person.name} <{person.email}>" if person.email else person.name
