"""Documents of our own host, for a check: read from the database, and only public ones.

A link to one of our badges is not fetched: the server would call itself, and take its own answer for a third party's.
"""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit
from uuid import UUID

from adapters.web.documents.hosted_documents import HostedDocuments
from adapters.web.documents.visibility import PublicVisibility, public_visibility, signed_file
from adapters.web.ports import Pictures
from issuer.strict_json import compact_json
from issuer.verifying.inputs.documents import Documents, Fetched, FetchedResponse

_UUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_CREDENTIAL = re.compile(rf"/credentials/({_UUID})(?:\.json|\.jwt|\.png|\.svg)?")
_OB2_CREDENTIAL = re.compile(rf"/credentials/({_UUID})\.ob2\.json")
_LIST = re.compile(r"/status/([0-9a-f-]{36})")
_KEY = re.compile(r"/keys/([A-Za-z0-9_-]{20,80})(\.ob2\.json)?")
_ACHIEVEMENT = re.compile(r"/achievements/([a-z0-9-]+)/([1-9][0-9]{0,8})(\.png|\.ob2\.json)")
_OWN_ID = re.compile(rf"(?:urn:uuid:|(?P<place>https?://.*)/credentials/)(?P<id>{_UUID})")
_DOTS = str.maketrans("。．｡", "...")
"""What IDNA takes for a dot (RFC 3490 §3.1)."""


class LocalDocuments:
    """See `adapters.verifier_pool.checker.Own`."""

    def __init__(self, papers: HostedDocuments, pictures: Pictures) -> None:
        self._host = _host_of(papers.public_url)
        self._issuer, self._shelf = papers.issuer, papers.reads
        self._papers, self._pictures = papers, pictures

    def is_own(self, address: str) -> bool:
        """Whether it is our issuer, or on our host: by either scheme, any port, and any spelling."""
        return address == self._issuer.id or _host_of(address) == self._host

    async def read(self, address: str) -> Fetched:
        """The public document at an address. A badge that is not shared is absent."""
        if not self.is_own(address):
            return None
        path = _path_of(address)
        if address == self._issuer.id or path == "/.well-known/did.json":
            return await self._shelf.did_document()
        if path == "/issuer.ob2.json":
            return await self._papers.ob2_profile()
        for read in (self._status_document, self._key, self._credential, self._achievement):
            found = await read(path)
            if found is not None:
                return found
        return None

    async def _status_document(self, path: str) -> Fetched:
        if path == "/revocations":
            return await self._papers.revocations()
        if path == "/revocations.ob2.json":
            return await self._papers.ob2_revocations()
        found = _LIST.fullmatch(path)
        return await self._shelf.status_list(found[1]) if found else None

    async def _key(self, path: str) -> Fetched:
        found = _KEY.fullmatch(path)
        key = await self._shelf.key(found[1]) if found else None
        if key is None or found is None:
            return None
        return key.ob2 if found[2] else key.jwk

    async def _credential(self, path: str) -> Fetched:
        found, older = _CREDENTIAL.fullmatch(path), _OB2_CREDENTIAL.fullmatch(path)
        name = found or older
        shown = await self._shelf.credential(UUID(name[1])) if name else None
        state = public_visibility(shown)
        if found or shown is None:
            return signed_file(shown) if state is PublicVisibility.OPEN else None
        if state is PublicVisibility.OPEN:
            said = self._papers.ob2_assertion(shown)
            return compact_json(said).encode() if said else None
        gone = self._papers.ob2_gone(shown) if state is PublicVisibility.GONE else None
        return FetchedResponse(compact_json(gone).encode(), str(gone["id"]), gone=True) if gone else None

    async def _achievement(self, path: str) -> Fetched:
        found = _ACHIEVEMENT.fullmatch(path)
        if found is None:
            return None
        slug, version = found[1], int(found[2])
        if found[3] != ".png":
            return await self._papers.ob2_class(slug, version)
        shown = await self._shelf.achievement(slug, version)
        return await self._pictures.public(shown.achievement) if shown else None

    async def newest_edition(self, issuer_id: str, credential_id: str) -> bytes | None:
        """The newest edition of a credential of ours, shared or not: the caller has one of its editions already."""
        found = _OWN_ID.fullmatch(credential_id)
        if found is None or issuer_id != self._issuer.id:
            return None
        if found["place"] and not self.is_own(found["place"]):
            return None
        return signed_file(await self._shelf.credential(UUID(found["id"])))

    async def likely_documents(self) -> Documents:
        """The keys of our own issuer."""
        document = await self._shelf.did_document()
        return {self._issuer.id: document} if document else {}

    async def known_issuers(self) -> Mapping[str, str]:
        """Our own issuer."""
        return {self._issuer.id: self._issuer.name}


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
