"""The rules of an award, in one place for every way in.

    rights = AwardRules(ctx).authorise(command)

The limits count what is in the store, and the commands accepted before it is.

Decision: docs/decisions/0174.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import assert_never

from bot.context.context import UseCaseContext
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import AwardCountFilter
from bot.domain.events import OPERATOR
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.award_command import Award, ByApproval, InOwnersName, InOwnRight
from bot.use_cases.credentials.limits import is_budget_spent, may_review, refuse_over_limits

APPROVAL = "approval"
"""The authority of an award that an approval made."""
OVERRIDABLE = frozenset(
    {
        *("no_owner_entitled", "not_in_pilot", "needs_evidence"),
        *("cap_recipient", "cap_all", "too_soon_again"),
    }
)
"""The rules of a badge, which an operator may pass over. That people do not award themselves, and that only members
are given badges, holds for all."""


@dataclass(frozen=True, slots=True)
class AwardRight:
    """In whose name an award is made, and by which authority."""

    awarder: Person
    authority: str


@dataclass
class AwardRules:
    """Checks commands, one or many; those it accepted count against the limits of the next."""

    ctx: UseCaseContext
    accepted: "Counter[AwardCountFilter]" = field(default_factory=Counter)
    """Accepted awards that are not in the store yet."""

    def authorise(self, command: Award) -> tuple[AwardRight, ...]:
        """The right to each award of the command. Raises `Refusal` if a rule forbids one, and accepts none then."""
        if not isinstance(command.ground, ByApproval):  # where each citation was checked as it came in
            rules.refuse_too_long(command.citation)
        try:
            rights = self._by_rules(command)
        except Refusal as refusal:
            ground = command.ground
            if not (isinstance(ground, InOwnersName) and ground.override and refusal.code in OVERRIDABLE):
                raise
            rights = tuple(
                AwardRight(self._other_owners(recipient)[0], rules.OVERRIDE)
                for recipient in command.recipients
            )
        for recipient, right in zip(command.recipients, rights, strict=True):
            self.accepted.update(self._tallies(command, recipient, right))
        return rights

    def _by_rules(self, command: Award) -> tuple[AwardRight, ...]:
        self.ctx.require_fresh(command.recipients)
        found = [self._right(command, recipient) for recipient in command.recipients]
        rights = tuple(right for right in found if right)
        if len(rights) < len(found):
            raise Refusal("not_entitled", {"badge": command.achievement.name})
        self._refuse_over_budget(command)
        if not isinstance(command.ground, ByApproval):
            rules.refuse_without_evidence(command.achievement, command.citation)
        giver = self.ctx.caller if isinstance(command.ground, InOwnRight) else None
        before: Counter[AwardCountFilter] = Counter()
        for recipient, right in zip(command.recipients, rights, strict=True):
            refuse_over_limits(
                *(self.ctx, giver, recipient, command.achievement),
                pending=lambda tally: self.accepted[tally] + before[tally],
            )
            before.update(self._tallies(command, recipient, right))
        return rights

    def _right(self, command: Award, recipient: Person) -> AwardRight | None:
        """The right to award to one person; None if the caller has none. Raises if the person may not be awarded."""
        achievement = command.achievement
        match command.ground:
            case InOwnRight():
                caller = self.ctx.caller
                rules.refuse_unfit(caller, recipient, "self_award")
                rules.refuse_not_in_pilot(recipient, achievement)
                authority = self._authority(caller, recipient, achievement)
                return AwardRight(caller, authority) if authority else None
            case InOwnersName():
                owners = self._other_owners(recipient)
                rules.refuse_unfit(owners[0], recipient, "self_award")
                rules.refuse_not_in_pilot(recipient, achievement)
                for owner in owners:
                    if self._authority(owner, recipient, achievement):
                        return AwardRight(owner, OPERATOR)
                raise Refusal("no_owner_entitled", {"badge": achievement.name})
            case ByApproval():
                if recipient.standing is not MembershipStatus.MEMBER:
                    raise Refusal("nominee_no_member", {"name": recipient.name})
                rules.refuse_not_in_pilot(recipient, achievement)
                return AwardRight(self.ctx.caller, APPROVAL)
            case _:
                assert_never(command.ground)

    def _authority(self, person: Person, recipient: Person, achievement: Achievement) -> str | None:
        found = rules.authority(person, recipient, achievement)
        return found if found and may_review(self.ctx, person.id, achievement) else None

    def _refuse_over_budget(self, command: Award) -> None:
        """Owners may exceed the budget, so it binds neither them nor what is done in their name."""
        budget, ground = self.ctx.organisation.budget, command.ground
        if budget is None or isinstance(ground, InOwnersName) or self.ctx.caller.owner:
            return
        if isinstance(ground, InOwnRight) and is_budget_spent(self.ctx, len(command.recipients)):
            raise Refusal("over_budget", {"budget": budget})
        if isinstance(ground, ByApproval) and ground.last and is_budget_spent(self.ctx):
            raise Refusal("budget_needs_owner", {"budget": budget})

    def _other_owners(self, recipient: Person) -> Sequence[Person]:
        """The owners who may be behind an award to this person; raises if there is none."""
        others = [owner for owner in self._owners if owner.id != recipient.id]
        if others:
            return others
        if self._owners:
            raise Refusal("only_owner", {"name": recipient.name})
        raise Refusal("no_owner")

    @cached_property
    def _owners(self) -> Sequence[Person]:
        """Read once: a file asks for each of its rows."""
        owners = self.ctx.store.people.owners(self.ctx.organisation.id)
        return [owner for owner in owners if owner.standing is MembershipStatus.MEMBER]

    @staticmethod
    def _tallies(command: Award, recipient: Person, right: AwardRight) -> tuple[AwardCountFilter, ...]:
        """What an accepted award counts for."""
        slug = command.achievement.slug
        counted = (AwardCountFilter(slug), AwardCountFilter(slug, recipient_id=recipient.id))
        direct = isinstance(command.ground, InOwnRight)
        return (*counted, AwardCountFilter(slug, awarder_id=right.awarder.id)) if direct else counted
