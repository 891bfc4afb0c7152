"""Addresses of the parts of an Open Badges 2.0 badge: as in 3.0, with `.ob2.json` at the end."""

from issuer.openbadges.ob2 import Addresses

OLDER = ".ob2.json"


def addresses(public_url: str, achievement: str = "", credential: str = "", kid: str = "") -> Addresses:
    """The addresses of one badge's parts; unneeded arguments may stay empty."""
    return Addresses(
        assertion=f"{public_url}{credential}{OLDER}",
        badge_class=f"{public_url}{achievement}{OLDER}",
        issuer=f"{public_url}/issuer{OLDER}",
        key=f"{public_url}/keys/{kid}{OLDER}",
        revocations=f"{public_url}/revocations{OLDER}",
    )
