"""Awards of the shell and of files: checked, signed at once, and saved in one transaction; one award or some hundred.

    awards = SignedAwards(house, organisation)
    with house.database.read(organisation.id) as connection:
        drafts, refused = awards.check(connection, commands, now)
        signed, unissuable = awards.sign(connection, drafts)
    with house.database.write(organisation.id) as connection:
        saved = awards.save(connection, signed, now)

Nothing is locked while the key store is asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.composition.application import Application
from adapters.database.credentials.award_rows import RecipientQueries
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.operations.operator import CHATS, LetterSpacing, operator_context
from adapters.worker.status_places import StatusListSlot
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import AwardCountFilter
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.credentials.award_many import DraftAward, SignedAward, award_many, draft_award
from bot.use_cases.credentials.award_rules import AwardRules
from bot.use_cases.credentials.issue import SigningRequest
from issuer.issuing.issue import Unissuable


@dataclass(frozen=True, slots=True)
class SlottedAward:
    """A signed award, with its entry in a status list; none in trial mode."""

    award: SignedAward
    slot: StatusListSlot | None


@dataclass
class SignedAwards:
    """Checks, signs and saves awards of one organisation."""

    application: Application
    organisation: Organisation
    _pictures: dict[UUID, bytes | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._spacing = LetterSpacing(self.application.settings.pace)

    async def draw(self, achievement: Achievement) -> None:
        """Has the picture drawn whose digest the credentials hold; it may need the database itself."""
        self._pictures[achievement.id] = await self.application.signing.public_picture(achievement)

    def workspaces(
        self, connection: Connection, people: Sequence[UUID], *, stored: bool = True
    ) -> tuple[Mapping[UUID, UUID], UUID | None]:
        """The chat workspace of each person who has an account, and the shell's workspace for those without.

        `stored`: whether the shell's is made if it is needed and not there yet.
        """
        places = RecipientQueries(connection).chat_workspaces(people, CHATS)
        shell = PeopleStore(connection).workspace(Platform.CLI, str(self.organisation.id))
        if shell or not stored or all(person in places for person in people):
            return places, shell.id if shell else None
        with self.application.database.write(self.organisation.id) as writing:
            made = ensure_workspace(writing, self.organisation, Platform.CLI, str(self.organisation.id))
        return places, made.id

    def check(
        self,
        connection: Connection,
        commands: Sequence[Award],
        now: datetime,
        accepted: "Counter[AwardCountFilter] | None" = None,
    ) -> tuple[list[DraftAward], list[tuple[Award, Refusal]]]:
        """The awards that the rules allow, and those they refuse. `accepted`: awards of a dry run so far."""
        ctx = operator_context(self.application, connection, self.organisation, now)
        rules = AwardRules(ctx, Counter() if accepted is None else accepted)
        drafts, refused = [], []
        for command in commands:
            try:
                drafts.append(draft_award(rules, command))
            except Refusal as refusal:
                refused.append((command, refusal))
        return drafts, refused

    def sign(
        self, connection: Connection, drafts: Sequence[DraftAward]
    ) -> tuple[list[SlottedAward], list[tuple[Award, Unissuable]]]:
        """The signed awards, and those that cannot be signed. Raises `HeldBack`, or `SignerUnavailable`."""
        signing = self.application.signing
        hand, slots = signing.signing_keys(connection, self.organisation), self._slots(connection, drafts)
        signed, unissuable = [], []
        for draft in drafts:
            achievement, slot = draft.command.achievement, slots.get(draft.credential.id)
            request = SigningRequest(draft.credential, draft.recipient, achievement, self.organisation)
            try:
                template = signing.template(hand, achievement, self._pictures[achievement.id])
                document = signing.sign_document(request, slot, hand, template)
            except Unissuable as problem:
                unissuable.append((draft.command, problem))
            else:
                signed.append(SlottedAward(SignedAward(draft, document), slot))
        return signed, unissuable

    def save(
        self, connection: Connection, signed: Sequence[SlottedAward], now: datetime
    ) -> Sequence[SignedAward]:
        """Saves them in this transaction; returns those whose key no other run claimed meanwhile.

        Raises `Stale` if another credential took one of their entries meanwhile.
        """
        ctx = operator_context(self.application, connection, self.organisation, now, self._spacing)
        saved = award_many(ctx, [slotted.award for slotted in signed])
        kept = {award.draft.credential.id for award in saved}
        slots = [
            slotted.slot for slotted in signed if slotted.slot and slotted.award.draft.credential.id in kept
        ]
        if slots:
            self.application.signing.lists.take_slots(connection, slots)
        return saved

    def _slots(self, connection: Connection, drafts: Sequence[DraftAward]) -> dict[UUID, StatusListSlot]:
        """Their entries in status lists, by credential; none in trial mode."""
        if self.application.settings.trial:
            return {}
        by_purpose: dict[str, list[UUID]] = {}
        for draft in drafts:
            by_purpose.setdefault(draft.command.achievement.status, []).append(draft.credential.id)
        lists = self.application.signing.lists
        return {
            slot.entry.credential_id: slot
            for purpose, new in by_purpose.items()
            for slot in lists.find_slots(connection, self.organisation.id, purpose, new)
        }
