"""Unsigned documents trusted by URL (hosted verification), so each is written in this one place.

They are served at their address, and to a check of one of our own badges, without asking over the network.
"""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.web.addresses import addresses
from adapters.web.hosted.visibility import signed_file
from adapters.web.identity import CurrentIdentity
from adapters.web.ports import PublicReads, ShownAchievement, ShownCredential
from bot.domain.addresses import CREDENTIAL, REVOCATIONS
from issuer.issuing.revocation_list import RevokedCredential, revocation_list
from issuer.openbadges import ob2 as open_badges_2
from issuer.openbadges.document import profile_document
from issuer.openbadges.model import IssuerProfile
from issuer.strict_json import Document, parse_document


@dataclass(frozen=True)
class HostedDocuments:
    """Each method returns None if there is no such document: those of Open Badges 2.0, everywhere in trial mode."""

    public_url: str
    identity: CurrentIdentity
    reads: PublicReads
    achievement_document: Callable[[ShownAchievement], Document]
    names_revoked: bool

    @property
    def issuer(self) -> IssuerProfile:
        """The current issuer."""
        return self.identity.value.issuer

    @property
    def _secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def ob2_issuer_id(self) -> str | None:
        """The id of our profile of Open Badges 2.0, which is its address."""
        return addresses(self.public_url).issuer if self._secure else None

    async def revocations(self) -> Document | None:
        """The 1EdTechRevocationList, if the operator chose to publish revocations by name."""
        if not self.names_revoked:
            return None
        url = self.public_url
        lost = await self.reads.revocation_reasons()
        entries = [
            RevokedCredential(url + CREDENTIAL.path(public_id=public_id), reason)
            for public_id, reason in lost.items()
        ]
        return revocation_list(url + REVOCATIONS.path(), self.issuer.id, entries)

    async def ob2_revocations(self) -> Document | None:
        """The RevocationList of Open Badges 2.0. It names badges by random ids that only their copies contain."""
        if not self._secure:
            return None
        lost = await self.reads.revocation_reasons()
        ids = {
            self.public_url + CREDENTIAL.path(public_id=public_id): reason
            for public_id, reason in lost.items()
        }
        return open_badges_2.ob2_revocation_list(ids, addresses(self.public_url))

    async def ob2_profile(self) -> Document | None:
        """The issuer's Profile of Open Badges 2.0."""
        if not self._secure:
            return None
        keys = [addresses(self.public_url, kid=kid).key for kid in await self.reads.ob2_keys()]
        return open_badges_2.issuer_profile(profile_document(self.issuer), addresses(self.public_url), keys)

    async def ob2_class(self, slug: str, version: int) -> Document | None:
        """The BadgeClass of Open Badges 2.0."""
        shown = await self.reads.achievement(slug, version)
        if shown is None or not self._secure:
            return None
        places = addresses(self.public_url, shown.achievement.path)
        return open_badges_2.badge_class(self.achievement_document(shown), places)

    def ob2_assertion(self, shown: ShownCredential) -> Document | None:
        """The hosted Assertion of Open Badges 2.0, for a credential that may be shown."""
        document = signed_file(shown)
        if document is None or not self._secure:
            return None
        places = addresses(self.public_url, shown.achievement.path, shown.credential.path)
        try:
            return open_badges_2.hosted_assertion(parse_document(document), places)
        except open_badges_2.NotExportable:
            return None

    def ob2_revoked(self, shown: ShownCredential) -> Document | None:
        """The answer (410) at the address of an Assertion once revoked ("Revoking Hosted Assertions").

        None while the badge counts, shared or not: an earner who takes the page back revokes nothing.
        """
        if not self._secure or shown.credential.stage.is_active or not shown.credential.was_shared:
            return None
        return {"id": addresses(self.public_url, credential=shown.credential.path).assertion, "revoked": True}
