"""Who gave a badge, and whose words it bears, from what is stored about its award.

    giving = load_giving(store, credential)
    giving.words[0].author.name

For the earner alone: what others are shown of it is decided in `issuer/celebration.py`.
"""

from collections.abc import Sequence
from uuid import UUID

from bot.context.store import Store
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import digest, joined_citations, not_withdrawn
from issuer.celebration import GivenWords, Giver, Giving, Part


def load_giving(store: Store, credential: Credential) -> Giving:
    """The nominators with their words and the approvers; or the awarder, with theirs."""
    if credential.nomination_id is None:
        awarder = _giver(store, credential.awarder_id, Part.AWARDED)
        return Giving((awarder,), _one_voice(store, credential, awarder))
    case = store.nominations.case(credential.nomination_id)
    nominations = not_withdrawn(store.nominations.of_case(case.id))
    shown = digest(case, nominations)
    approvals = [
        approval.person_id for approval in store.nominations.approvals(case.id) if approval.shown == shown
    ]
    nominators = _givers(store, [nomination.nominator_id for nomination in nominations], Part.NOMINATED)
    approvers = _givers(store, approvals or [credential.awarder_id], Part.APPROVED)
    if credential.citation != joined_citations(nominations):
        return Giving((*nominators, *approvers), _one_voice(store, credential, None))
    words = tuple(
        GivenWords(nomination.citation, _giver(store, nomination.nominator_id, Part.NOMINATED))
        for nomination in nominations
        if nomination.citation
    )
    return Giving((*nominators, *approvers), words)


def _one_voice(store: Store, credential: Credential, usual: Giver | None) -> tuple[GivenWords, ...]:
    """The citation as one text, by whoever wrote it last."""
    if not credential.citation:
        return ()
    by, part = credential.citation_by_id, usual.part if usual else Part.APPROVED
    return (GivenWords(credential.citation, _giver(store, by, part) if by else usual),)


def _givers(store: Store, people: Sequence[UUID], part: Part) -> tuple[Giver, ...]:
    return tuple(dict.fromkeys(_giver(store, person_id, part) for person_id in people))


def _giver(store: Store, person_id: UUID, part: Part) -> Giver:
    person = store.people.get(person_id)
    return Giver(person.id, person.name, part, person.audience, person.chosen_name or "")
