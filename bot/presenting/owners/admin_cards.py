"""The cards of `/badge-admin`."""

from bot.messages.cards import Block, Card, Divider, Heading, Note, Paragraph, plain
from bot.messages.quotations import quoted
from bot.messages.wording import Wording
from bot.presenting.case_reasons import signal_line
from bot.presenting.people import mention_of
from bot.use_cases.nominations.case_signals import OrganisationSignals

MOST_SHOWN = 20
"""Rings, and cases, in one card; a platform allows about fifty blocks."""


def admin_card(say: Wording, words: tuple[str, ...], typed: str = "") -> Card:
    """A line for each word behind the command; first what was `typed` and not understood, if anything was."""
    title, lines = say.text("admin.title"), [Paragraph(say.line(f"admin.{word}")) for word in words]
    if typed:
        line = say.line("ask.unclear")
        return Card(plain(line), (Paragraph(line), *quoted(typed), Heading(title), *lines))
    return Card(title, (Heading(title), *lines))


def signals_card(say: Wording, found: OrganisationSignals) -> Card:
    """Rings first, then the open cases, each with its signals."""
    title, blocks = say.text("admin.signals_title"), list[Block]()
    for signal in found.rings[:MOST_SHOWN]:
        blocks.append(Paragraph(signal_line(say, found.people, signal)))
    for case in found.cases[:MOST_SHOWN]:
        blocks += [
            Divider(),
            Paragraph(say.line("admin.signals_case", nominee=mention_of(case.nominee), badge=case.badge)),
            *(Note(signal_line(say, found.people, signal)) for signal in case.signals),
        ]
    more = max(len(found.rings) - MOST_SHOWN, 0) + max(len(found.cases) - MOST_SHOWN, 0)
    if more:
        blocks.append(Note(say.line("admin.signals_more", count=more)))
    if not blocks:
        line = say.line("admin.signals_none")
        return Card(plain(line), (Paragraph(line), Note(say.line("admin.signals_how"))))
    return Card(title, (Heading(title), *blocks, Note(say.line("admin.signals_how"))))
