"""A pool of verifying processes that starts none before the first question: most tests ask none."""

from typing import Self

from adapters.verifier_pool.pool import VerifierPool


class PoolOnDemand(VerifierPool):
    """The real pool, without the idle processes that a server keeps ready."""

    async def __aenter__(self) -> Self:
        return self
