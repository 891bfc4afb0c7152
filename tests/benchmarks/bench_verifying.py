"""What verifying costs, as ratios; and whether good badges are served while others make trouble.

python -m tests.benchmarks.bench_verifying
"""

import asyncio
import itertools
import sys
import time
import timeit
from collections import Counter
from collections.abc import Callable
from statistics import median, quantiles

from aiohttp import web
from aiohttp.test_utils import TestClient

from adapters.verifier_pool.pool import VerifierPool
from issuer.proofs.data_integrity import without_proof
from issuer.proofs.keys import is_signature_of
from issuer.strict_json import parse_document
from issuer.verifying import verify
from tests.fakes.badges.badges import KEY, NOW, WEB_KEY, credential, web_credential
from tests.fakes.badges.bombs import mixed
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.formats import baked, did, rich, token, web_documents
from tests.fakes.badges.tokens import ES256
from tests.fakes.site import FakeSite

ROUNDS = 7
BOMBS = 20
WAVES = 5


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the usual duration of one call: the median of several rounds, in processor seconds."""
    work()
    return median(timeit.repeat(work, number=times, repeat=ROUNDS, timer=time.process_time)) / times


ASKED = {"badge": 0.7, "whole model": 1.5}
"""The most that a verification may take, as a multiple of PyLD's canonical form and a signature check."""


def ratios() -> list[str]:
    """A whole verification against PyLD's canonicalisation of the same document and one signature check."""
    form, lines = canonicaliser(), []
    signature = KEY.sign(bytes(64))
    one_check = seconds(lambda: is_signature_of(KEY.public_key, signature, bytes(64)), 200)
    documents = web_documents()
    for name, source in (("badge", credential()), ("whole model", rich())):
        document = without_proof(parse_document(source))
        pyld = seconds(lambda d=document: form.full.canonicalise(d), 20)
        whole = seconds(lambda s=source: verify(s, canonicaliser=form, now=NOW, documents=documents), 10)
        ratio = whole / (pyld + one_check)
        mark, most = ("  " if ratio <= ASKED[name] else "✗ "), ASKED[name]
        compiled = seconds(lambda d=document: form.canonicalise(d), 50)
        lines.append(
            f"{mark}{name}: verify / (PyLD + signature) {ratio:5.2f} ×  asked ≤ {most}  "
            f"({whole * 1e3:.2f} / {pyld * 1e3:.2f} + {one_check * 1e3:.2f} ms; compiled form {compiled * 1e3:.2f} ms)"
        )
    tokens = seconds(lambda: verify(token(), canonicaliser=form, now=NOW, documents=documents), 10)
    return [*lines, f"token: {tokens * 1e3:.1f} ms"]


async def under_fire() -> list[str]:
    """Times of good checks over HTTP alone, and while twenty bombs of all kinds are under way at any time."""
    good = (web_credential(), baked(web_credential()), token(kid=f"{WEB_KEY.controller}#{ES256.kid}"))
    bombs = itertools.cycle(mixed().values())
    async with VerifierPool() as crew:
        site = FakeSite(verify=crew.verify)
        site.shelf.document = did(ES256)
        async with site.client() as client:
            for source in good:
                await timed(client, source)
            alone = [await timed(client, good[number % len(good)]) for number in range(60)]
            meanwhile, ended = [], Counter[str]()
            for _ in range(WAVES):
                running = [asyncio.create_task(posted(client, next(bombs))) for _ in range(BOMBS)]
                await asyncio.sleep(0.02)
                while not all(task.done() for task in running):
                    meanwhile.append(await timed(client, good[len(meanwhile) % len(good)]))
                    await asyncio.sleep(0.02)
                ended.update(task.result() for task in running)
    return [
        told("good checks over HTTP alone", alone),
        told(f"good checks over HTTP while {BOMBS} mixed bombs run", meanwhile),
        f"bombs: {dict(ended)}",
    ]


async def posted(client: TestClient[web.Request, web.Application], source: bytes) -> str:
    """The verdict of `POST /verify` on what was sent."""
    answer = await client.post("/verify", data=source, headers={"Accept": "application/json"})
    return str((await answer.json())["verdict"])


async def timed(client: TestClient[web.Request, web.Application], source: bytes) -> float:
    """Seconds of one good check; raises if it was not served."""
    started = time.perf_counter()
    verdict = await posted(client, source)
    if verdict != "valid":
        raise RuntimeError(f"a good badge was found {verdict!r}")
    return time.perf_counter() - started


def told(name: str, times: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    high = quantiles(times, n=100, method="inclusive")[98]
    return f"{name}: p50 {median(times) * 1e3:.0f} ms, p99 {high * 1e3:.0f} ms ({len(times)} checks)"


def main() -> None:
    """Measure and print."""
    sys.stdout.write("\n".join([*ratios(), *asyncio.run(under_fire())]) + "\n")


if __name__ == "__main__":
    main()
