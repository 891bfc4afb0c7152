"""Accounts that may be another person's, whose an account is, and persons who are one, as owners see them."""

from collections.abc import Callable, Sequence

from bot.domain.people.model import AccountReference, Identity, Person
from bot.messages.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Heading,
    Line,
    Moment,
    Note,
    Paragraph,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.people import mention_of
from bot.use_cases.people.accounts import AccountDecided, PersonAccounts, WaitingAccount
from bot.use_cases.people.unmerging import MergeUndone

MOST_SHOWN = 8
"""Accounts on one card, and rows that could not be told apart."""


def waiting_account_card(say: Wording, waiting: WaitingAccount) -> Card:
    """Asks whether the account is the candidate's."""
    title = plain(say.line("accounts.title", person=waiting.candidate.name))
    return Card(title, (Heading(title), *_question(say, waiting), Note(say.line("accounts.explain"))))


def waiting_accounts_card(say: Wording, waiting: Sequence[WaitingAccount]) -> Card:
    """Every account that waits, the oldest first."""
    if not waiting:
        line = say.line("accounts.none_wait")
        return Card(plain(line), (Paragraph(line), Note(say.line("accounts.usage"))))
    title = say.text("accounts.wait", count=len(waiting))
    blocks: list[Block] = [Heading(title)]
    for each in waiting[:MOST_SHOWN]:
        blocks += [*_question(say, each), Divider()]
    if len(waiting) > MOST_SHOWN:
        blocks.append(Note(say.line("accounts.more", count=len(waiting) - MOST_SHOWN)))
    return Card(title, (*blocks, Note(say.line("accounts.usage"))))


def settled_account_card(say: Wording, account: Identity) -> Card:
    """The account waits no more."""
    return _sentence(say.line("accounts.settled", account=_name(account), owner=account.person.name))


def decided_account_card(say: Wording, decided: AccountDecided) -> Card:
    """The answer to the owner who decided."""
    account, person = _name(decided.account), mention_of(decided.candidate)
    if decided.is_same:
        return _sentence(say.line("accounts.is_linked", account=account, person=person))
    return _sentence(say.line("accounts.is_other", account=account, person=person))


def person_accounts_card(
    say: Wording, shown: PersonAccounts, token_of: Callable[[AccountReference], str]
) -> Card:
    """Every account of a person, why it is theirs, and who turned out to be this person."""
    title = say.text("accounts.of", person=shown.person.name)
    blocks: list[Block] = [Heading(title)]
    for account, platform in shown.accounts:
        line = say.line(
            "accounts.account",
            account=_name(account),
            platform=say.text(f"platforms.{platform}"),
            standing=_standing(say, account),
            email=account.facts.email or "–",
            ground=say.text(f"accounts.ground.{account.link.ground}"),
            since=Moment(account.link.at, day=True),
        )
        token = token_of(account.reference)
        blocks.append(Paragraph(line))
        blocks.append(Buttons((Button(say.text("accounts.not_theirs"), "part_account", token),)))
    for merge, merged in shown.merged:
        line = say.line("accounts.was", name=merged.name, since=Moment(merge.at, day=True))
        button = Button(say.text("accounts.apart"), "undo_merge", merged.id.hex)
        blocks += [Paragraph(line), Buttons((button,))]
    if len(blocks) == 1:
        blocks.append(Paragraph(say.line("accounts.no_account")))
    return Card(title, tuple(blocks))


def ask_to_merge(say: Wording, kept: Person, merged: Person, token: str) -> Card:
    """Asks whether two persons are one."""
    line = say.line("accounts.merge_question", kept=mention_of(kept), merged=mention_of(merged))
    button = Button(say.text("accounts.merge"), "merge_people", token)
    return Card(plain(line), (Paragraph(line), Buttons((button,)), Note(say.line("accounts.merge_note"))))


def merged_card(say: Wording, kept: Person, merged: Person) -> Card:
    """Two persons are one now."""
    line = say.line("accounts.merged", kept=mention_of(kept), name=merged.name)
    button = Button(say.text("accounts.apart"), "undo_merge", merged.id.hex)
    return Card(plain(line), (Paragraph(line), Buttons((button,))))


def unmerged_card(say: Wording, undone: MergeUndone) -> Card:
    """They are two persons again; what came in meanwhile and could not be told apart is named."""
    line = say.line("accounts.unmerged", person=mention_of(undone.person))
    unclear = unclear_lines(say, undone)
    return Card(plain(line), (Paragraph(line), *(Paragraph(each) for each in unclear)))


def unclear_lines(say: Wording, undone: MergeUndone) -> tuple[Line, ...]:
    """What stays with the person kept because no account tells whose it is; none if there is nothing."""
    rows, kept = undone.unclear, mention_of(undone.kept)
    if not rows:
        return ()
    lines = [say.line("accounts.unclear", count=len(rows), kept=kept)]
    for row in rows[:MOST_SHOWN]:
        day = Moment(row.at, day=True)
        lines.append(say.line(f"accounts.later.{row.role}", badge=row.badge, day=day))
    if len(rows) > MOST_SHOWN:
        lines.append(say.line("accounts.unclear_more", count=len(rows) - MOST_SHOWN))
    return tuple(lines)


def parted_card(say: Wording, person: Person) -> Card:
    """The account has a person of its own."""
    return _sentence(say.line("accounts.parted", person=mention_of(person)))


def _question(say: Wording, waiting: WaitingAccount) -> tuple[Block, ...]:
    account, platform = waiting.account, waiting.platform
    name, person, email = _name(account), mention_of(waiting.candidate), account.facts.email or "–"
    standing, where = _standing(say, account), say.text(f"platforms.{platform}")
    if account.facts.email is not None and account.facts.email == waiting.candidate.email:
        line = say.line(
            "accounts.shows", account=name, standing=standing, platform=where, email=email, person=person
        )
    else:
        line = say.line(
            "accounts.told", account=name, standing=standing, platform=where, email=email, person=person
        )
    token = account.link.token or ""
    same = Button(say.text("accounts.same"), "same_person", token)
    return Paragraph(line), Buttons((same, Button(say.text("accounts.other"), "other_person", token)))


def _standing(say: Wording, account: Identity) -> str:
    return say.text(f"account_standing.{account.facts.standing}")


def _name(account: Identity) -> str:
    return account.facts.name or account.external_id


def _sentence(line: Line) -> Card:
    return Card(plain(line), (Paragraph(line),))
