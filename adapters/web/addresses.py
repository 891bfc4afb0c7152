"""Addresses of the parts of an Open Badges 2.0 badge: as in 3.0, with `.ob2.json` at the end."""

from issuer.openbadges.ob2 import OpenBadges2Addresses

OB2_ENDING = ".ob2.json"


def addresses(
    public_url: str, achievement: str = "", credential: str = "", kid: str = ""
) -> OpenBadges2Addresses:
    """The addresses of one badge's parts; unneeded arguments may stay empty."""
    return OpenBadges2Addresses(
        assertion=f"{public_url}{credential}{OB2_ENDING}",
        badge_class=f"{public_url}{achievement}{OB2_ENDING}",
        issuer=f"{public_url}/issuer{OB2_ENDING}",
        key=f"{public_url}/keys/{kid}{OB2_ENDING}",
        revocations=f"{public_url}/revocations{OB2_ENDING}",
    )
