"""Accounts that may be another person's, as owners see them."""

from bot.domain.people.model import Identity, Person
from bot.messages.cards import Button, Buttons, Card, Heading, Note, Paragraph, plain
from bot.messages.platforms import Platform
from bot.messages.wording import Value, Wording
from bot.presenting.people import mention_of
from bot.use_cases.people.accounts import AccountDecided


def waiting_account_card(say: Wording, account: Identity, candidate: Person, platform: Platform) -> Card:
    """Asks whether the account is the candidate's."""
    title = say.line("accounts.title", person=candidate.name)
    shown = account.facts.email or "–"
    facts: dict[str, Value] = {
        "account": account.facts.name or account.external_id,
        "standing": say.text(f"account_standing.{account.facts.standing}"),
        "platform": say.text(f"platforms.{platform}"),
        "email": shown,
        "name": account.facts.name,
        "person": mention_of(candidate),
    }
    key = "accounts.shows" if shown == candidate.email else "accounts.told"
    token = account.link.token or ""
    buttons = Buttons(
        (
            Button(say.text("accounts.same"), "same_person", token),
            Button(say.text("accounts.other"), "other_person", token),
        )
    )
    return Card(
        plain(title),
        (
            Heading(plain(title)),
            Paragraph(say.line(key, **facts)),
            buttons,
            Note(say.line("accounts.explain")),
        ),
    )


def settled_account_card(say: Wording, account: Identity) -> Card:
    """The account waits no more."""
    line = say.line("accounts.settled", account=account.facts.name, owner=account.person.name)
    return Card(plain(line), (Paragraph(line),))


def decided_account_card(say: Wording, decided: AccountDecided) -> Card:
    """The answer to the owner who decided."""
    key = "accounts.is_linked" if decided.is_same else "accounts.is_other"
    account = decided.account.facts.name or decided.account.external_id
    line = say.line(key, account=account, person=mention_of(decided.candidate))
    return Card(plain(line), (Paragraph(line),))
