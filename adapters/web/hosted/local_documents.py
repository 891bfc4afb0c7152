"""Documents of our own host, for a check: read from the database, and only public ones.

A link to one of our badges is not fetched: the server would call itself, and take its own answer for a third party's.
"""

import re
import uuid
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from adapters.web.hosted.hosted_documents import HostedDocuments
from adapters.web.hosted.visibility import PublicVisibility, public_visibility, signed_file
from adapters.web.ports import Pictures
from bot.domain.addresses import (
    ACHIEVEMENT,
    CREDENTIAL,
    DID_DOCUMENT,
    ISSUER,
    KEY,
    OB2,
    PNG,
    REVOCATIONS,
    SIGNED_FILES,
    STATUS_LIST,
    UUID,
)
from issuer.strict_json import compact_json
from issuer.verifying.inputs.documents import Documents, Fetched, FetchedResponse

_OWN_ID = re.compile(rf"(?:urn:uuid:(?P<id>{UUID})|(?P<place>https?://[^/]+)(?P<path>/.*))")
_DOTS = str.maketrans("。．｡", "...")
"""What IDNA takes for a dot (RFC 3490 §3.1)."""


class LocalDocuments:
    """See `adapters.verifier_pool.checker.Own`."""

    def __init__(self, papers: HostedDocuments, pictures: Pictures) -> None:
        self._host = _host_of(papers.public_url)
        self._shelf = papers.reads
        self._papers, self._pictures = papers, pictures

    def is_own(self, address: str) -> bool:
        """Whether it is our issuer, or on our host: by either scheme, any port, and any spelling."""
        return address == self._papers.issuer.id or _host_of(address) == self._host

    async def read(self, address: str) -> Fetched:
        """The public document at an address. A badge that is not shared is absent."""
        if not self.is_own(address):
            return None
        path = _path_of(address)
        if address == self._papers.issuer.id or DID_DOCUMENT.match(path) is not None:
            return await self._shelf.did_document()
        if (ISSUER + OB2).match(path) is not None:
            return await self._papers.ob2_profile()
        for read in (self._status_document, self._key, self._credential, self._achievement):
            found = await read(path)
            if found is not None:
                return found
        return None

    async def _status_document(self, path: str) -> Fetched:
        if REVOCATIONS.match(path) is not None:
            return await self._papers.revocations()
        if (REVOCATIONS + OB2).match(path) is not None:
            return await self._papers.ob2_revocations()
        found = STATUS_LIST.match(path)
        return await self._shelf.status_list(found["name"]) if found else None

    async def _key(self, path: str) -> Fetched:
        found, older = KEY.match(path), (KEY + OB2).match(path)
        name = found or older
        key = await self._shelf.key(name["kid"]) if name else None
        if key is None:
            return None
        return key.ob2 if older else key.jwk

    async def _credential(self, path: str) -> Fetched:
        found = next((form for address in SIGNED_FILES if (form := address.match(path))), None)
        name = found or (CREDENTIAL + OB2).match(path)
        shown = await self._shelf.credential(uuid.UUID(name["public_id"])) if name else None
        state = public_visibility(shown)
        if found or shown is None:
            return signed_file(shown) if state is PublicVisibility.OPEN else None
        if state is PublicVisibility.OPEN:
            said = self._papers.ob2_assertion(shown)
            return compact_json(said).encode() if said else None
        gone = self._papers.ob2_revoked(shown)
        return FetchedResponse(compact_json(gone).encode(), str(gone["id"]), gone=True) if gone else None

    async def _achievement(self, path: str) -> Fetched:
        if older := (ACHIEVEMENT + OB2).match(path):
            return await self._papers.ob2_class(older["slug"], int(older["version"]))
        found = (ACHIEVEMENT + PNG).match(path)
        shown = await self._shelf.achievement(found["slug"], int(found["version"])) if found else None
        return await self._pictures.public(shown.achievement) if shown else None

    async def newest_edition(self, issuer_id: str, credential_id: str) -> bytes | None:
        """The newest edition of a credential of ours, shared or not: the caller has one of its editions already."""
        found = _OWN_ID.fullmatch(credential_id)
        if found is None or issuer_id != self._papers.issuer.id:
            return None
        named = CREDENTIAL.match(found["path"]) if found["place"] and self.is_own(found["place"]) else None
        public_id = named["public_id"] if named else found["id"]
        return signed_file(await self._shelf.credential(uuid.UUID(public_id))) if public_id else None

    async def likely_documents(self) -> Documents:
        """The keys of our own issuer."""
        document = await self._shelf.did_document()
        return {self._papers.issuer.id: document} if document else {}

    async def known_issuers(self) -> Mapping[str, str]:
        """Our own issuer, by each of its names: that of Open Badges 3.0, and that of 2.0.

        In a trial its name is its key: a rotation adds one, and a compromised key is ours no more, at once.
        """
        issuer, profile = self._papers.issuer, self._papers.ob2_issuer_id
        names = [issuer.id]
        if issuer.id.startswith("did:key:"):
            names = [f"did:key:{kid}" for kid in await self._shelf.signing_key_ids()]
        return {id_: issuer.name for id_ in (*names, profile) if id_ is not None}


def _host_of(address: str) -> str | None:
    """The host's name in its canonical spelling; None if there is none."""
    try:
        said = urlsplit(_as_address(address)).hostname or ""
    except ValueError:
        return None
    plain = unquote(said).translate(_DOTS).rstrip(".").lower()
    try:
        return plain.encode("idna").decode("ascii").lower() or None
    except UnicodeError:
        return plain or None


def _path_of(address: str) -> str:
    try:
        return urlsplit(_as_address(address)).path
    except ValueError:
        return ""


def _as_address(address: str) -> str:
    """A `did:web` as the address of its document (§3.2), in any spelling: here only the host matters."""
    if not address.lower().startswith("did:web:"):
        return address
    host, *steps = address[len("did:web:") :].partition("#")[0].split(":")
    return f"https://{unquote(host)}/{'/'.join(steps) or '.well-known'}/did.json"
