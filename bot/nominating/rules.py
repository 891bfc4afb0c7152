"""Who decides a nomination: found when it is made, checked again at the click. Pure."""

from collections.abc import Sequence

from bot.catalogue.model import Achievement
from bot.errors import Refusal
from bot.nominating.model import Nomination
from bot.people.model import Person, Standing


def approver(nominator: Person, nominee: Person, manager: Person | None, owners: Sequence[Person]) -> Person:
    """Whom to ask: the nominee's manager, else an owner; never the nominator or the nominee."""
    for candidate in (manager, *owners):
        if candidate and _independent(candidate, nominator.id, nominee.id):
            return candidate
    raise Refusal("nobody_decides", {"name": nominee.name})


def authority(actor: Person, nomination: Nomination, nominee: Person, achievement: Achievement) -> str:
    """Under what authority `actor` may decide now: manager, owner, listed. Raises if under none."""
    if actor.id == nomination.nominee_id:
        raise Refusal("own_nomination_nominee", audited=True)
    if actor.id == nomination.nominator_id:
        raise Refusal("own_nomination_nominator", audited=True)
    if actor.standing is Standing.MEMBER:
        if nominee.manager_id == actor.id:
            return "manager"
        if actor.owner:
            return "owner"
        if actor.email and actor.email in achievement.awarders:
            return "listed"
    raise Refusal("not_your_decision", {"name": nominee.name}, audited=True)


def _independent(candidate: Person, *parties: object) -> bool:
    return candidate.standing is Standing.MEMBER and candidate.id not in parties
