"""Addresses of the parts of an Open Badges 2.0 badge: as in 3.0, with another ending."""

from bot.domain.addresses import ISSUER, KEY, OB2, REVOCATIONS
from issuer.openbadges.ob2 import OpenBadges2Addresses


def addresses(
    public_url: str, achievement: str = "", credential: str = "", kid: str = ""
) -> OpenBadges2Addresses:
    """The addresses of one badge's parts, by their paths in 3.0; unneeded arguments may stay empty."""
    return OpenBadges2Addresses(
        assertion=f"{public_url}{credential}{OB2}",
        badge_class=f"{public_url}{achievement}{OB2}",
        issuer=public_url + (ISSUER + OB2).path(),
        key=public_url + (KEY + OB2).path(kid=kid),
        revocations=public_url + (REVOCATIONS + OB2).path(),
    )
