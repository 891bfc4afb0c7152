"""A credential as a file: the signed JSON, a token, or a picture that holds the JSON."""

from dataclasses import dataclass

from adapters.web.hosted.visibility import signed_file
from adapters.web.http import answers
from adapters.web.http.negotiation import JWS
from adapters.web.ports import ShownCredential
from adapters.web.site import Site
from issuer.baking.svg import bake_svg, svg_showing_png

_ACROSS = 640
"""Pixels of the frame around the public picture."""


@dataclass(frozen=True)
class CredentialFile:
    """The content of the file, and its type."""

    body: bytes
    media_type: str
    ending: str


async def credential_file(site: Site, shown: ShownCredential | None, form: str) -> CredentialFile | None:
    """The file of that media type; None if the credential is not in force, or has no such file."""
    document = signed_file(shown)
    if shown is None or document is None:
        return None
    if form == JWS:
        return CredentialFile(shown.token, JWS, "jwt") if shown.token else None
    if form not in (answers.PNG, answers.SVG):
        return CredentialFile(document, form, "json")
    picture = await site.pictures.public(shown.achievement)
    if form == answers.PNG:
        return CredentialFile(site.bake(picture, document), answers.PNG, "png")
    framed = svg_showing_png(picture, shown.achievement.picture_description, _ACROSS)
    return CredentialFile(bake_svg(framed, document), answers.SVG, "svg")
