"""Runs the verifier away from the event loop, with the documents of our own issuer at hand."""

import asyncio
from functools import partial

from adapters.web.site import Site
from issuer.strict_json import Document, Json, parse_document
from issuer.verifying import Report


async def check(site: Site, source: bytes) -> Report:
    """The report on these bytes, now. Badges of other issuers may need documents that we do not fetch: `needs`."""
    own_document = await site.shelf.did_document()
    documents: dict[str, Json] = {site.issuer.id: own_document} if own_document else {}
    report = await _verified(site, source, documents)
    own_lists = {need: await _own_list(site, need) for need in report.needs}
    found = {need: text for need, text in own_lists.items() if text is not None}
    if not found:
        return report
    return await _verified(site, source, {**documents, **found})


async def _verified(site: Site, source: bytes, documents: dict[str, Json]) -> Report:
    verify = partial(
        site.verify,
        source,
        now=site.now(),
        documents=documents,
        known_issuers={site.issuer.id: site.issuer.name},
    )
    return await asyncio.get_running_loop().run_in_executor(site.thinking, verify)


async def _own_list(site: Site, address: str) -> Document | None:
    """A status list of ours, as its address would answer it."""
    name = address.removeprefix(f"{site.public_url}/status/")
    body = await site.shelf.status_list(name) if name != address else None
    return parse_document(body) if body else None
