"""What verifying costs, as ratios; and whether good badges are served while others make trouble.

python -m tests.benchmarks.bench_verifying
"""

import asyncio
import sys
import time
import timeit
from collections.abc import Callable
from statistics import median, quantiles

from adapters.verifying.crew import Crew
from adapters.verifying.protocol import Question
from issuer.proofs.data_integrity import without_proof
from issuer.proofs.keys import is_signature_of
from issuer.strict_json import parse_document
from issuer.verifying import verify
from tests.fakes.badges import KEY, NOW, credential
from tests.fakes.bombs import slow_credential
from tests.fakes.contexts import canonicaliser
from tests.fakes.formats import rich, token, web_documents

ROUNDS = 7
BOMBS = 20
WAVES = 5


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the least duration of one call over several rounds: a busy machine only ever adds."""
    work()
    return min(timeit.repeat(work, number=times, repeat=ROUNDS, timer=time.process_time)) / times


def ratios() -> list[str]:
    """A whole verification against PyLD's canonicalisation of the same document and one signature check."""
    form, lines = canonicaliser(), []
    signature = KEY.sign(bytes(64))
    one_check = seconds(lambda: is_signature_of(KEY.public_key, signature, bytes(64)), 200)
    documents = web_documents()
    for name, source in (("badge", credential()), ("whole model", rich())):
        document = without_proof(parse_document(source))
        pyld = seconds(lambda d=document: form.canonical(d), 20)
        whole = seconds(lambda s=source: verify(s, canonicaliser=form, now=NOW, documents=documents), 10)
        ratio = whole / (pyld + one_check)
        lines.append(
            f"{name}: verify / (PyLD + signature) {ratio:5.2f} ×  ({whole * 1e3:.1f} / {pyld * 1e3:.1f} ms)"
        )
    tokens = seconds(lambda: verify(token(), canonicaliser=form, now=NOW, documents=documents), 10)
    return [*lines, f"token: {tokens * 1e3:.1f} ms"]


async def under_fire() -> list[str]:
    """Times of good checks alone, and while twenty bombs run."""
    good, bomb = Question(credential(), NOW), Question(slow_credential(), NOW)
    async with Crew() as crew:
        for _ in range(10):
            await crew.verify(good)
        alone = await timed(crew, good, 60)
        meanwhile, ended = [], set()
        for _ in range(WAVES):
            bombs = [asyncio.create_task(crew.verify(bomb)) for _ in range(BOMBS)]
            await asyncio.sleep(0.02)
            while not all(one.done() for one in bombs):
                meanwhile += await timed(crew, good, 1)
                await asyncio.sleep(0.02)
            ended |= {one.result().checks[0].code for one in bombs}
    return [
        told("good checks alone", alone),
        told(f"good checks while {BOMBS} bombs run", meanwhile),
        f"bombs: {ended}",
    ]


async def timed(crew: Crew, question: Question, times: int) -> list[float]:
    """Seconds of each of so many good checks; raises if one was not served."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        report = await crew.verify(question)
        found.append(time.perf_counter() - started)
        if report.verdict != "valid":
            raise RuntimeError(f"a good badge was found {report.verdict!r}")
    return found


def told(name: str, times: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    high = quantiles(times, n=100, method="inclusive")[98]
    return f"{name}: p50 {median(times) * 1e3:.0f} ms, p99 {high * 1e3:.0f} ms ({len(times)} checks)"


def main() -> None:
    """Measure and print."""
    sys.stdout.write("\n".join([*ratios(), *asyncio.run(under_fire())]) + "\n")


if __name__ == "__main__":
    main()
