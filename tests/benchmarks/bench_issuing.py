"""What issuing costs, as ratios of work in the same run, which say the same on any machine.

python -m tests.benchmarks.bench_issuing

Each figure is the median of several rounds of processor time of this one process; what is timed stands beside it, and
so does the ratio that is asked for. A ratio that is missed is marked, and nothing fails: machines are shared.
"""

import gzip
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import timeit
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from uuid import UUID

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from adapters.drawing.typefaces import load_typefaces
from issuer.artwork.design import Design
from issuer.artwork.pictures.render import render
from issuer.baking.png import bake
from issuer.issuing.issue import prepare
from issuer.issuing.open_values import open_values, shape_of
from issuer.issuing.status_list import StatusListPlace, StatusListValidity, prepare_list
from issuer.openbadges.document import credential_document
from issuer.openbadges.model import hash_email
from issuer.proofs.bitstring import LIST_LENGTH
from issuer.proofs.keys import is_signature_of
from issuer.verifying import verify
from tests.fakes.badges.badges import (
    ACHIEVEMENT,
    AWARDED,
    FACTS,
    KEY,
    NOW,
    PROFILE,
    THROWAWAY,
    WEB_KEY,
    credential,
    template,
)
from tests.fakes.badges.contexts import FOLDER, canonicaliser

ROUNDS = 9
NODE_FOLDER = Path(__file__).parents[1] / "interop"
MANY = 100_000


@dataclass(frozen=True)
class Figure:
    """A ratio, what is asked of it, and what was timed. `least`: more is better; otherwise less is."""

    name: str
    ratio: float
    asked: float
    least: bool
    timed: str

    def __str__(self) -> str:
        sign, met = ("≥", self.ratio >= self.asked) if self.least else ("≤", self.ratio <= self.asked)
        mark = "  " if met else "✗ "
        return f"{mark}{self.name:44} {self.ratio:9.3f}   asked {sign} {self.asked:<7g} {self.timed}"


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the median processor time of one call over several rounds."""
    work()
    return median(timeit.repeat(work, timer=time.process_time, number=times, repeat=ROUNDS)) / times


def rebaked(source: bytes, text: str) -> bytes:
    """Bake as Pillow would: decode, then encode anew with a text chunk."""
    notes, out = PngInfo(), io.BytesIO()
    notes.add_itxt("openbadgecredential", text)
    with Image.open(io.BytesIO(source)) as opened:
        opened.save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def micro(value: float) -> str:
    """Microseconds for people."""
    return f"{value * 1e6:,.0f} µs"


def signing() -> list[Figure]:
    """The template beside the raw signature and beside the full algorithm."""
    form, document, values = (
        canonicaliser(),
        credential_document(PROFILE, ACHIEVEMENT, FACTS),
        open_values(FACTS),
    )
    compiled = template()
    template().issue(FACTS, KEY, AWARDED)
    filled = compiled._forms[shape_of(FACTS, values)].canonical
    raw = seconds(lambda: KEY.sign(bytes(64)), 500)
    checking = seconds(lambda: is_signature_of(KEY.public_key, KEY.sign(bytes(64)), bytes(64)), 200)
    bare = seconds(lambda: compiled.sign_unchecked(FACTS, KEY, AWARDED), 300)
    shipped = seconds(lambda: compiled.issue(FACTS, KEY, AWARDED), 200)
    fill, full = (
        seconds(lambda: filled.fill(values), 500),
        seconds(lambda: form.full.canonicalise(document), 20),
    )
    everything, checked = "fill, canonical form, sign, write", "the same, linted before and checked after"
    figures = [
        Figure(
            "raw signature / template, bare",
            raw / bare,
            0.35,
            True,
            f"{micro(raw)} / {micro(bare)}: {everything}",
        ),
        Figure(
            "raw signature / template, as shipped", raw / shipped, 0.1, True, f"{micro(shipped)}: {checked}"
        ),
        Figure(
            "raw signature, checked / as shipped",
            checking / shipped,
            0.75,
            True,
            f"{micro(checking)} / {micro(shipped)}: signing and verifying once is the least it can take",
        ),
        Figure(
            "PyLD / compiled canonical form",
            full / fill,
            40,
            True,
            f"{micro(full)} / {micro(fill)}: one document",
        ),
    ]
    beside = node_seconds(json.dumps(document))
    if beside is None:
        sys.stdout.write("  (Node or its packages are not installed: issuing there is not measured)\n")
        return figures
    timed = f"{micro(beside)} / {micro(shipped)}: the same credential, processor time of both"
    return [*figures, Figure("Node @digitalbazaar/vc / as shipped", beside / shipped, 25, True, timed)]


def node_seconds(document: str) -> float | None:
    """How long the same credential takes with @digitalbazaar/vc, or None where that is not installed."""
    node = shutil.which("node")
    if node is None or not (NODE_FOLDER / "node_modules").is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "unsigned.json"
        file.write_text(document)
        ran = subprocess.run(  # noqa: S603 - our own script, with a file of our own
            [node, str(NODE_FOLDER / "issuing.mjs"), str(FOLDER), str(file), str(ROUNDS), "30"],
            capture_output=True,
            check=True,
        )
    found: list[float] = json.loads(ran.stdout)
    return median(found)


def pictures() -> Figure:
    """Baking by splice beside encoding the picture anew."""
    source, text = (
        render(Design("Customer Hero", "shield", "heart-hand", "#dc2626", "gold"), 512, load_typefaces()),
        credential().decode(),
    )
    spliced, encoded = (
        seconds(lambda: bake(source, credential()), 100),
        seconds(lambda: rebaked(source, text), 1),
    )
    timed = (
        f"{encoded * 1e3:.1f} ms / {micro(spliced)}: one 512 px badge of {len(source) // 1024} KiB for many"
    )
    return Figure("Pillow re-encode / bake by splice", encoded / spliced, 200, True, timed)


def lists() -> Figure:
    """A whole list signed again, beside compressing the same bytes and signing a credential."""
    place = StatusListPlace(WEB_KEY.controller, "https://badges.example/status/6f1d", "revocation", 900_000)
    listed = prepare_list(place, canonicaliser())
    revoked = [
        int.from_bytes(sha256(b"%d" % number).digest()[:4], "big") % LIST_LENGTH for number in range(1_310)
    ]
    bits = bytearray(LIST_LENGTH // 8)
    for index in revoked:
        bits[index >> 3] |= 0x80 >> (index & 7)
    validity = StatusListValidity(NOW, NOW + timedelta(days=7), NOW)
    packed = seconds(lambda: zlib.compress(bytes(bits), 6), 20)
    shipped = seconds(lambda: template().issue(FACTS, KEY, AWARDED), 100)
    rewritten = seconds(lambda: listed.publish(revoked, WEB_KEY, validity), 20)
    timed = (
        f"{micro(rewritten)} / (2 × {micro(packed)} + {micro(shipped)}): {LIST_LENGTH:,} entries, 1 % of them set, "
        f"{len(gzip.compress(bytes(bits), 6)):,} bytes"
    )
    return Figure(
        "status list rewritten / (2 × zlib + signature)", rewritten / (2 * packed + shipped), 1, False, timed
    )


def memory() -> Figure:
    """How much the process grows over a hundred thousand credentials."""
    compiled = prepare(PROFILE, ACHIEVEMENT, canonicaliser(), THROWAWAY)
    facts = replace(FACTS)
    for _ in range(2_000):
        compiled.issue(facts, KEY, AWARDED)
    before = resident()
    for number in range(MANY):
        salt = f"{number:032x}"
        fresh_facts = replace(
            facts,
            id=f"urn:uuid:{UUID(int=number)}",
            subject_id=f"urn:uuid:{UUID(int=number + (1 << 64))}",
            hashed_email=hash_email("ana@northwind.example", salt),
        )
        compiled.issue(fresh_facts, KEY, AWARDED)
    grown, timed = resident() - before, f"the resident set of this process, {before:.0f} MiB before"
    return Figure("MiB grown over 100,000 credentials", grown, 20, False, timed)


def resident() -> float:
    """The resident set now, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Measure and print."""
    form = canonicaliser()
    figures = [memory(), *signing(), pictures(), lists()]
    sys.stdout.write("\n".join(map(str, figures)) + "\n")
    checked = seconds(lambda: verify(credential(), canonicaliser=form, now=NOW), 10)
    prepared = seconds(lambda: prepare(PROFILE, ACHIEVEMENT, form, THROWAWAY), 1)
    sys.stdout.write(f"  verify {checked * 1e3:.1f} ms; prepare, once per version, {prepared * 1e3:.0f} ms\n")


if __name__ == "__main__":
    main()
