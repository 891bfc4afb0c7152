"""What pictures cost, as ratios, which say the same on any machine.

python -m tests.benchmarks.bench_pictures
"""

import asyncio
import io
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from PIL import Image, ImageDraw, ImageFilter

from adapters.drawing.pictures import design_of
from adapters.drawing.typefaces import load_typefaces
from issuer.artwork.design import Design
from issuer.artwork.pictures.celebration import CelebrationContent, celebration_picture
from issuer.artwork.pictures.render import draw, render
from issuer.celebration import Consent, Extras, Giving, named_picture
from tests.fakes.site import ACHIEVEMENT
from tests.fakes.world import World

ROUNDS, SIZE, MANY = 5, 512, 50


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The median duration of one call over several rounds, warm."""
    work()
    return median(timeit.repeat(work, number=times, repeat=ROUNDS)) / times


def empty_pipeline() -> bytes:
    """The least that a picture of this size takes: a mask at four times the size, averaged, blurred, laid, written."""
    mask = Image.new("L", (SIZE * 4, SIZE * 4))
    ImageDraw.Draw(mask).ellipse((40, 40, SIZE * 4 - 40, SIZE * 4 - 40), fill=255)
    sheet = Image.new("RGB", (SIZE, SIZE), (80, 60, 200))
    sheet.putalpha(mask.reduce(4).filter(ImageFilter.GaussianBlur(2)))
    image = Image.new("RGBA", (SIZE, SIZE))
    image.alpha_composite(sheet)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=7)
    return file.getvalue()


async def loop_stall() -> tuple[float, float, float]:
    """The event loop's longest stall while pictures are drawn, at rest, and how long the drawing took."""
    with tempfile.TemporaryDirectory() as folder:
        world = World.open(f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            rest = await _longest_wait(asyncio.sleep(0.5))
            began = perf_counter()
            sizes = range(200, 200 + MANY)
            drawn = asyncio.gather(*(world.application.pictures.badge(ACHIEVEMENT, size) for size in sizes))
            busy = await _longest_wait(drawn)
            return busy, rest, perf_counter() - began
        finally:
            world.close()


async def _longest_wait(work: "asyncio.Future[object] | object") -> float:
    """How late a tick of 5 ms came at worst while something was awaited."""
    task = asyncio.ensure_future(work)  # type: ignore[arg-type] # a coroutine or a future
    worst = 0.0
    while not task.done():
        before = perf_counter()
        await asyncio.sleep(0.005)
        worst = max(worst, perf_counter() - before - 0.005)
    await task
    return worst


def main() -> None:
    """Measure and print."""
    faces = load_typefaces()
    flat, metal = (
        Design("Customer Hero", "shield", "heart-hand", "#dc2626", "gold", finish)
        for finish in ("flat", "metal")
    )
    empty = seconds(empty_pipeline, 3)
    began = perf_counter()
    render(design_of("Cold Start", ACHIEVEMENT.look), SIZE, faces)
    cold = perf_counter() - began
    times = {
        name: seconds(lambda design=design: render(design, SIZE, faces))
        for name, design in (("flat", flat), ("metal", metal))
    }
    painted = {
        name: seconds(lambda design=design: draw(design, SIZE, faces))
        for name, design in (("flat", flat), ("metal", metal))
    }
    setting = CelebrationContent(render(metal, 468, faces), "#dc2626", "New badge earned")
    named = named_picture(
        "Amara Okonkwo",
        "Customer Hero",
        Consent(in_chat=True, by_link=True, link_extras=Extras(words=True)),
        Giving.of_words("Stayed until it worked."),
    )
    card = seconds(lambda: celebration_picture(named, setting, faces))
    busy, rest, whole = asyncio.run(loop_stall())
    lines = [
        f"flat 512 / empty pipeline          {times['flat'] / empty:6.1f} ×  ({times['flat'] * 1e3:.0f} / "
        f"{empty * 1e3:.0f} ms, of which painting {painted['flat'] * 1e3:.0f})",
        f"metal 512 / empty pipeline         {times['metal'] / empty:6.1f} ×  ({times['metal'] * 1e3:.0f} ms, "
        f"of which painting {painted['metal'] * 1e3:.0f})",
        f"metal 512 / flat 512, warm         {times['metal'] / times['flat']:6.1f} ×",
        f"first picture of a process / warm  {cold / times['flat']:6.1f} ×  ({cold * 1e3:.0f} ms)",
        f"celebration / metal 512            {card / times['metal']:6.1f} ×  ({card * 1e3:.0f} ms, badge at hand)",
        f"loop's longest stall, {MANY} drawn    {busy / times['flat']:6.2f} × a flat badge  "
        f"({busy * 1e3:.0f} ms in {whole:.1f} s; at rest {rest * 1e3:.1f} ms)",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
