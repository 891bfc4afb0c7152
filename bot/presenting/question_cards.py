"""The card of a question that comes before something counts."""

from bot.messages.cards import Block, Button, Buttons, Card, Note, Paragraph, plain
from bot.messages.questions import Question


def question_card(question: Question, buttons: tuple[Button, ...]) -> Card:
    """What is asked, and its answers."""
    blocks: list[Block] = [Paragraph(line) for line in question.lines]
    if question.note:
        blocks.append(Note(question.note))
    return Card(" ".join(map(plain, question.lines)), (*blocks, Buttons(buttons)))
