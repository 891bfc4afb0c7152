"""A whole check: verify, fetch what is still needed, verify again.

    report = await checker.check(source)

Documents of our own host are read from the database and never fetched: a link must not make the server call itself,
nor show what is private.

`verify` returns the documents it needs; this fetches them and asks again, eight rounds and sixteen documents at most.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from adapters.verifier_pool.protocol import VerifierQuestion
from issuer.messages import Message
from issuer.proofs.did import DidError, did_web_address
from issuer.strict_json import parse_document
from issuer.verifying import CheckResult, VerificationReport
from issuer.verifying.inputs.documents import Documents, Fetched, FetchedResponse
from issuer.verifying.report import CLOSED_HERE, PROOF, SHAPE

_MOST_ROUNDS = 8
"""An older badge leads to its class, its issuer, its key and a list: one after the other."""
_MOST_DOCUMENTS = 16
_SECONDS = 12.0
"""For all documents of one check."""

Fetch = Callable[[str], Awaitable["FetchedResponse | bytes | None"]]


class LocalDocumentSource(Protocol):
    """Documents of our own host."""

    def is_own(self, address: str) -> bool:
        """Whether an address or DID is on our own host."""

    async def read(self, address: str) -> Fetched:
        """The public document at that address; None if there is none."""

    async def newest_edition(self, issuer_id: str, credential_id: str) -> bytes | None:
        """The newest edition of a credential that we issued; None for others."""

    async def likely_documents(self) -> Documents:
        """Documents that a check of our own badges will need in any case."""

    async def known_issuers(self) -> Mapping[str, str]:
        """Names of trusted issuers, by id."""


Verify = Callable[[VerifierQuestion], Awaitable[VerificationReport]]


@dataclass(frozen=True)
class BadgeChecker:
    """Joins the verifying processes, the network and the database."""

    verify: Verify
    fetch: Fetch
    now: Callable[[], datetime]
    local_documents: LocalDocumentSource | None = None
    known: Mapping[str, str] = field(default_factory=dict)

    async def check(
        self, source: bytes, recipient: str | None = None, documents: Documents | None = None
    ) -> VerificationReport:
        """The report on a submitted badge. Documents that could not be fetched are in its `needs`."""
        found = {
            **(await self.local_documents.likely_documents() if self.local_documents else {}),
            **(documents or {}),
        }
        known = {**self.known, **(await self.local_documents.known_issuers() if self.local_documents else {})}
        tried: set[str] = set(found)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _SECONDS
        report = await self.verify(VerifierQuestion(source, self.now(), found, known, recipient))
        for _ in range(_MOST_ROUNDS):
            newer = await self._newer(report, found)
            asked = [text for text in (*report.needs, *report.wants) if text not in tried]
            asked = asked[: _MOST_DOCUMENTS - len(tried)] if len(tried) < _MOST_DOCUMENTS else []
            if not (asked or newer) or loop.time() > deadline:
                break
            tried |= set(asked)
            answers = await asyncio.gather(*(self._document(text) for text in asked))
            fresh = {text: body for text, body in zip(asked, answers, strict=True) if body is not None}
            if not (fresh or newer):
                break
            found |= {**fresh, **newer}
            report = await self.verify(VerifierQuestion(source, self.now(), found, known, recipient))
        return self._closed_here(report)

    def _closed_here(self, report: VerificationReport) -> VerificationReport:
        """The report; of an address of our own without a public badge it says that, and waits for no answer."""
        asked = report.needs[0] if report.credential is None and report.needs else ""
        if not (self.local_documents and asked and self.local_documents.is_own(asked)):
            return report
        closed = CheckResult(SHAPE, None, CLOSED_HERE, Message("check.shape.closed_here"))
        checks = tuple(closed if check.name == SHAPE else check for check in report.checks)
        return replace(report, checks=checks, needs=())

    async def _newer(self, report: VerificationReport, found: Documents) -> Documents:
        """A newer edition of a genuine badge of our own, by its id."""
        genuine = any(check.name == PROOF and check.passed for check in report.checks)
        if not (self.local_documents and genuine and report.issuer and report.credential):
            return {}
        id_ = str(report.credential.get("id"))
        newest = (
            await self.local_documents.newest_edition(report.issuer.id, id_) if id_ not in found else None
        )
        if newest is None or parse_document(newest).get("validFrom") == report.credential.get("validFrom"):
            return {}
        return {id_: newest}

    async def _document(self, name: str) -> Fetched:
        if self.local_documents and self.local_documents.is_own(name):
            return await self.local_documents.read(name)
        try:
            return await self.fetch(did_web_address(name) if name.startswith("did:web:") else name)
        except DidError:
            return None
