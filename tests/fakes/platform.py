"""A chat platform in memory: keeps what was posted, and fails when told to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from adapters.gateway.platforms import (
    Caller,
    ClosedConversation,
    Destination,
    Names,
    PostedCard,
    Undeliverable,
)
from bot.domain.nominations.model import MessageState
from bot.domain.organisations import Workspace
from bot.domain.people.model import PlatformFacts
from bot.messages.cards import Button, Buttons, Card, Note, Paragraph, Quote, flat_blocks, plain
from bot.messages.forms import Reply, as_card


@dataclass(frozen=True)
class Seen:
    """One posted card, as it stands now."""

    to: Destination
    card: Card
    key: str
    message: str
    edits: int = 0

    def button(self, action: str) -> Button:
        """The button of that action."""
        return button(self.card, action)


@dataclass
class PlatformInMemory:
    """Implements `adapters.gateway.platforms.PlatformClient`."""

    users: dict[str, PlatformFacts] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    first: list[Seen] = field(default_factory=list)
    """Every card as it was first posted."""
    closed: set[str] = field(default_factory=set)
    troubles: list[Exception] = field(default_factory=list)
    """Raised by the next posts, one each."""
    messages: dict[str, MessageState] = field(default_factory=dict)
    """What became of the messages of these places."""
    keeps_cards: bool = False
    """Whether posted cards cannot be deleted."""
    lost_answers: int = 0
    """This many next posts are accepted, and then the answer is lost."""

    async def post(
        self, workspace: Workspace, to: Destination, card: Reply, names: Names, key: str
    ) -> PostedCard:
        if self.troubles:
            raise self.troubles.pop(0)
        if not isinstance(to, Caller) and to.external_id in self.closed:
            raise ClosedConversation("not_in_channel")
        message = f"m{len(self.first)}"
        self.seen.append(Seen(to, as_card(card), key, message))
        self.first.append(self.seen[-1])
        if self.lost_answers:
            self.lost_answers -= 1
            raise TimeoutError("the answer was lost")
        return PostedCard(to.external_id, message)

    async def find_posted(self, workspace: Workspace, to: Destination, key: str) -> PostedCard | None:
        return None

    async def look_at_message(self, workspace: Workspace, place: str, digest: str) -> MessageState | None:
        return self.messages.get(place)

    async def update(self, workspace: Workspace, posted: PostedCard, card: Card, names: Names) -> PostedCard:
        for index, seen in enumerate(self.seen):
            if seen.message == posted.message:
                self.seen[index] = replace(seen, card=card, edits=seen.edits + 1)
        return posted

    async def delete(self, workspace: Workspace, posted: PostedCard) -> None:
        if self.keeps_cards:
            raise Undeliverable("cant_delete_message")
        self.seen = [seen for seen in self.seen if seen.message != posted.message]

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        return [self.users[external_id] for external_id in external_ids if external_id in self.users]

    async def find(self, workspace: Workspace, email: str) -> PlatformFacts | None:
        return next((facts for facts in self.users.values() if facts.email == email), None)

    def letters_to(self, external_id: str) -> list[Seen]:
        """Everything posted to one user or channel, oldest first."""
        return [seen for seen in self.seen if seen.to.external_id == external_id]


def button(card: Card, action: str) -> Button:
    """The first button of that action; fails the test if there is none."""
    for block in flat_blocks(card):
        if isinstance(block, Buttons):
            for found in block.buttons:
                if isinstance(found, Button) and found.action == action:
                    return found
    raise AssertionError(f"no button {action!r} on the card {card.summary!r}")


def text(card: Card) -> str:
    """The sentences of a card, then the words it quotes."""
    blocks = flat_blocks(card)
    lines = [plain(block.line) for block in blocks if isinstance(block, Paragraph | Note)]
    return "\n".join([*lines, *(block.text for block in blocks if isinstance(block, Quote))])
