"""What stands on our own host, for a check: read from the store, and only what anybody may see.

A link to one of our badges is not fetched: the server would talk to itself, and answer as if it were somebody else.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from adapters.web.openness import Openness, openness, signed
from adapters.web.ports import Pictures, Shelf
from issuer.credential.model import IssuerProfile
from issuer.verifying.documents import Documents, Fetched

_CREDENTIAL = re.compile(
    r"/credentials/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\.json|\.jwt|\.png|\.svg)?"
)
_LIST = re.compile(r"/status/([0-9a-f-]{36})")
_KEY = re.compile(r"/keys/([A-Za-z0-9_-]{20,80})")
_PICTURE = re.compile(r"/achievements/([a-z0-9-]+)/([1-9][0-9]{0,8})\.png")


class OwnDocuments:
    """See `adapters.verifying.checker.Own`."""

    def __init__(self, public_url: str, issuer: IssuerProfile, shelf: Shelf, pictures: Pictures) -> None:
        self._here = urlsplit(public_url)
        self._issuer, self._shelf, self._pictures = issuer, shelf, pictures

    def is_own(self, address: str) -> bool:
        """Whether it is our issuer, or of our host by either scheme and whatever port."""
        if address == self._issuer.id:
            return True
        try:
            return urlsplit(address).hostname == self._here.hostname
        except ValueError:
            return False

    async def read(self, address: str) -> Fetched:
        """What it answers to anybody. A badge that is not shared is not there."""
        if address == self._issuer.id:
            return await self._shelf.did_document()
        path = urlsplit(address).path
        if path == "/.well-known/did.json":
            return await self._shelf.did_document()
        if found := _CREDENTIAL.fullmatch(path):
            shown = await self._shelf.credential(UUID(found[1]))
            return signed(shown) if openness(shown) is Openness.OPEN else None
        if found := _LIST.fullmatch(path):
            return await self._shelf.status_list(found[1])
        if found := _KEY.fullmatch(path):
            key = await self._shelf.key(found[1])
            return key.jwk if key else None
        return await self._picture(path)

    async def _picture(self, path: str) -> bytes | None:
        found = _PICTURE.fullmatch(path)
        shown = await self._shelf.achievement(found[1], int(found[2])) if found else None
        return await self._pictures.public(shown.achievement) if shown else None

    async def at_hand(self) -> Documents:
        """The keys of our own issuer."""
        document = await self._shelf.did_document()
        return {self._issuer.id: document} if document else {}

    async def known_issuers(self) -> Mapping[str, str]:
        """Ourselves."""
        return {self._issuer.id: self._issuer.name}
