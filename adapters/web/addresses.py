"""Where the parts of an Open Badges 2.0 badge are: each beside its newer self, with `.ob2.json` at its end."""

from issuer.credential.open_badges_2 import Addresses

OLDER = ".ob2.json"


def addresses(public_url: str, achievement: str = "", credential: str = "", kid: str = "") -> Addresses:
    """The addresses of one badge's parts; what is not needed may stay empty."""
    return Addresses(
        assertion=f"{public_url}{credential}{OLDER}",
        badge_class=f"{public_url}{achievement}{OLDER}",
        issuer=f"{public_url}/issuer{OLDER}",
        key=f"{public_url}/keys/{kid}{OLDER}",
        revocations=f"{public_url}/revocations{OLDER}",
    )
