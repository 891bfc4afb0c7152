"""The card of a question that comes before something counts."""

from bot.messages.cards import Block, Button, Buttons, Card, Facts, Note, Paragraph, plain
from bot.messages.questions import Question
from bot.messages.quotations import quoted


def question_card(question: Question, buttons: tuple[Button, ...]) -> Card:
    """What is asked, what was understood and typed, and the answers."""
    blocks: list[Block] = [Paragraph(line) for line in question.lines]
    if question.facts:
        blocks.append(Facts(question.facts))
    blocks += quoted(question.typed)
    if question.note:
        blocks.append(Note(question.note))
    if buttons:
        blocks.append(Buttons(buttons))
    blocks += [Paragraph(line) for line in question.below]
    return Card(" ".join(map(plain, question.lines)), tuple(blocks), question.place)
