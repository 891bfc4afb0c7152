"""The card with the history of a badge."""

from bot.domain.audit.model import AuditEntry
from bot.domain.authority import read_authority
from bot.messages.cards import Block, Card, Heading, Line, Moment, Note, Paragraph, Words, plain
from bot.messages.wording import Wording
from bot.presenting.people import mention_of
from bot.use_cases.why import Explained, History

AUTHORITIES = (
    *("override", "manager", "upline", "group", "listed", "owner", "anyone"),
    *(
        "awarder",
        "nominator",
        "recipient",
        "approval",
        "time",
        "unreachable",
        "operator",
        "operator_override",
    ),
)
"""What the steps of a history rest on."""
MOST_STEPS = 30


def history_card(say: Wording, explained: Explained) -> Card:
    """The history of a person's badges of one achievement, step by step; newest badge first."""
    recipient, histories = explained.recipient, explained.histories
    blocks: list[Block] = []
    for history in histories:
        title = say.text("why_card.title", badge=history.achievement.name, name=recipient.name)
        blocks.append(Heading(title))
        blocks += [Paragraph(_step(say, history, entry)) for entry in history.entries[:MOST_STEPS]]
    blocks.append(Note(say.line("why_card.sealed")))
    title = say.text("why_card.title", badge=histories[0].achievement.name, name=recipient.name)
    return Card(plain((Words(title),)), tuple(blocks))


def _step(say: Wording, history: History, entry: AuditEntry) -> Line:
    principal_id = read_authority(entry.authority).on_behalf_of
    person, principal = (
        history.people.get(person_id) if person_id else None for person_id in (entry.actor_id, principal_id)
    )
    who: Line = (mention_of(person),) if person else say.line("why_card.nobody")
    what = say.text(f"why_card.{entry.kind.value}")
    rule = say.text("why_card.rule", rule=entry.rule) if entry.rule else ""
    authority = (
        say.line("why_card.deputy", person=mention_of(principal))
        if principal
        else say.line(f"authority.{entry.authority}")
    )
    return say.line("why_card.step", at=Moment(entry.at), who=who, what=what, authority=authority, rule=rule)
