"""Runs the verifier away from the event loop, with the documents of our own issuer at hand."""

import asyncio
from functools import partial

from adapters.web.site import Site
from issuer.verifying import Report


async def check(site: Site, source: bytes) -> Report:
    """The report on these bytes, now. Badges of other issuers may need documents that we do not fetch: `needs`."""
    own_document = await site.shelf.did_document()
    verify = partial(
        site.verify,
        source,
        now=site.now(),
        documents={site.issuer.id: own_document} if own_document else {},
        known_issuers={site.issuer.id: site.issuer.name},
    )
    return await asyncio.get_running_loop().run_in_executor(site.thinking, verify)
