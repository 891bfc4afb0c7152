"""What issuing costs, as ratios, which say the same on any machine.

python -m tests.benchmarks.bench_issuing
"""

import io
import sys
import timeit
from collections.abc import Callable
from statistics import median

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from issuer.baking import bake
from issuer.credential.document import credential_document
from issuer.credential.issuing import prepare
from issuer.credential.template import CanonicalTemplate
from issuer.verifying import verify
from tests.fakes.badges import ACHIEVEMENT, AWARDED, FACTS, KEY, NOW, PROFILE, THROWAWAY, credential, template
from tests.fakes.contexts import canonicaliser

ROUNDS = 7


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the median duration of one call over several rounds."""
    work()
    return median(timeit.repeat(work, number=times, repeat=ROUNDS)) / times


def picture() -> Image.Image:
    """A badge-sized picture with something to compress."""
    return Image.effect_noise((600, 600), 60).convert("RGBA")


def rebaked(source: bytes, text: str) -> bytes:
    """Bake as Pillow would: decode, then encode anew with a text chunk."""
    notes, out = PngInfo(), io.BytesIO()
    notes.add_itxt("openbadgecredential", text)
    with Image.open(io.BytesIO(source)) as opened:
        opened.save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def main() -> None:
    """Measure and print."""
    form, document = canonicaliser(), credential_document(PROFILE, ACHIEVEMENT, FACTS)
    sample = {"id": FACTS.id, "subject_id": FACTS.subject_id}
    compiled = CanonicalTemplate(form.quads(document), sample)
    png = io.BytesIO()
    picture().save(png, "PNG")
    raw_sign = seconds(lambda: KEY.sign(bytes(64)), 500)
    issue = seconds(lambda: template().issue(FACTS, KEY, AWARDED), 200)
    fill = seconds(lambda: compiled.fill(sample), 300)
    full = seconds(lambda: form.canonical(document), 20)
    spliced = seconds(lambda: bake(png.getvalue(), credential()), 50)
    encoded = seconds(lambda: rebaked(png.getvalue(), credential().decode()), 1)
    checked = seconds(lambda: verify(credential(), canonicaliser=form, now=NOW), 10)
    prepared = seconds(lambda: prepare(PROFILE, ACHIEVEMENT, form, THROWAWAY), 1)
    lines = [
        f"issue / raw Ed25519 signature     {issue / raw_sign:7.1f} ×  ({issue * 1e6:.0f} µs, {1 / issue:,.0f}/s)",
        f"PyLD / compiled canonical form    {full / fill:7.1f} ×  ({full * 1e6:.0f} / {fill * 1e6:.0f} µs)",
        f"Pillow re-encode / bake by chunk  {encoded / spliced:7.1f} ×  ({encoded * 1e3:.1f} / {spliced * 1e3:.2f} ms)",
        f"verify / issue                    {checked / issue:7.1f} ×  ({checked * 1e3:.1f} ms)",
        f"prepare / issue                   {prepared / issue:7.1f} ×  ({prepared * 1e3:.0f} ms, once per version)",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
