"""The citation that an earner includes in a badge, as Open Badges 3.0 evidence (§B.1.9 Evidence)."""

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.credentials.rules import links_in
from issuer.canonical.nquads import is_absolute_iri
from issuer.openbadges.model import Evidence


def citation_evidence(credential: Credential, achievement: Achievement) -> tuple[Evidence, ...]:
    """The citation, with its links where the achievement asks for evidence; empty unless the earner chose to."""
    if credential.citation_included_at is None or not credential.citation:
        return ()
    links = [link for link in links_in(credential.citation) if is_absolute_iri(link)]
    if not achievement.rules.evidence or not links:
        return (Evidence(narrative=credential.citation),)
    first, *more = dict.fromkeys(links)
    return (Evidence(first, narrative=credential.citation), *(Evidence(link) for link in more))
