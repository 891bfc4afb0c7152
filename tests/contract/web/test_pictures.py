"""Pictures from the outside: drawn once and kept, never a name on disk, a gallery for the demo, files for designers."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from sqlalchemy import func, select

from adapters.cli.main import main
from adapters.composition.web import build_web_application
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.pictures import PictureStore, pictures
from adapters.demo.demo import add_gallery
from adapters.drawing import pictures as drawing
from adapters.installation.catalogue_files import STARTER, read_valid_catalogue
from bot.domain.catalogue.model import Achievement, collage_path
from issuer.artwork.pictures.uploads import badge_picture
from issuer.celebration import Consent, NamedPicture, named_picture
from tests.fakes.databases import fresh_sqlite
from tests.fakes.site import ACHIEVEMENT, ORGANISATION, tiny_png
from tests.fakes.world import START, World

SHARED = Consent(in_chat=True, by_link=True)


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[World]:
    world = World.open(fresh_sqlite(tmp_path))
    yield world
    world.close()


def kept(world: World) -> int:
    with world.application.database.read() as connection:
        return connection.execute(select(func.count()).select_from(pictures)).scalar_one()


def flat(slug: str = "customer-hero") -> Achievement:
    return replace(ACHIEVEMENT, slug=slug, look=replace(ACHIEVEMENT.look, finish="flat"))


async def test_a_picture_is_drawn_once_however_many_ask_and_kept_for_the_next_process(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    render = drawing.render
    monkeypatch.setattr(
        drawing, "render", lambda design, size, faces: drawn.append(size) or render(design, size, faces)
    )
    application = small_world.application
    several = await asyncio.gather(*(application.pictures.badge(flat(), 64) for _ in range(20)))
    again = drawing.BadgePictures(application.database, application.languages, "https://badges.example")
    assert {*several, await again.badge(flat(), 64)} == {several[0]}
    assert drawn == [64]


async def test_another_size_another_look_and_another_version_of_it_are_other_pictures(
    small_world: World,
) -> None:
    badge = small_world.application.pictures.badge
    other = replace(flat(), look=replace(flat().look, accent="#0d9488"))
    assert len({await badge(flat(), 64), await badge(flat(), 32), await badge(other, 64)}) == 3
    assert await badge(replace(flat(), version=2), 64) == await badge(flat(), 64), (
        "what looks alike is kept once"
    )


@pytest.mark.parametrize(
    ("zone", "day"),
    [(None, "2 March 2026"), ("Pacific/Auckland", "2 March 2026"), ("Pacific/Pago_Pago", "1 March 2026")],
)
async def test_a_celebration_shows_the_day_of_its_organisation(
    small_world: World, monkeypatch: pytest.MonkeyPatch, zone: str | None, day: str
) -> None:
    footnotes: list[str] = []
    monkeypatch.setattr(
        drawing,
        "celebration_picture",
        lambda _named, content, _faces: footnotes.append(content.footnote) or tiny_png(),
    )
    named = named_picture("Ana Ruiz", "Customer Hero", SHARED)
    organisation = replace(ORGANISATION, timezone=zone)
    await small_world.application.pictures.celebration(named, flat(), organisation, START)
    assert footnotes[0].startswith(f"{day} · ")


async def test_a_celebration_is_never_written_to_the_database(small_world: World) -> None:
    named = named_picture("Ana Ruiz", "Customer Hero", SHARED)
    before = kept(small_world)
    png = await small_world.application.pictures.celebration(named, flat(), ORGANISATION, START)
    assert Image.open(io.BytesIO(png)).size == (1200, 630)
    assert kept(small_world) == before + 1, "the badge on it alone"


def test_a_name_cannot_be_drawn_without_consent() -> None:
    from issuer.celebration import WithoutConsent  # noqa: PLC0415 - named where it matters

    with pytest.raises(WithoutConsent):
        named_picture("Ana Ruiz", "Customer Hero", Consent(in_chat=True, by_link=False))
    assert NamedPicture.__slots__ == ("recipient", "achievement", "citation")


async def test_an_organisations_own_picture_takes_the_place_of_a_drawn_one(small_world: World) -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 300), "#123456").save(file, "PNG")
    png = badge_picture(file.getvalue())
    with small_world.application.database.write() as connection:
        PictureStore(connection).keep("own", png)
    achievement = replace(ACHIEVEMENT, look=replace(ACHIEVEMENT.look, picture="own"))
    shown = Image.open(io.BytesIO(await small_world.application.pictures.badge(achievement, 64))).convert(
        "RGB"
    )
    assert shown.getpixel((32, 32)) == (0x12, 0x34, 0x56)


def composed(world: World, *slugs: str) -> str:
    """The address of a collage as Laurel writes it."""
    with world.application.database.read() as connection:
        known = {
            achievement.slug: achievement
            for achievement in CatalogueStore(connection).current(world.organisation.id)
        }
    return collage_path([known[slug] for slug in slugs])


async def test_tiles_and_collages_are_public_and_name_nobody(small_world: World) -> None:
    both = composed(small_world, "customer-hero", "mentor")
    assert both.startswith("/collage/customer-hero.1+mentor.1/")
    wanted = {"/achievements/customer-hero/1/tile.png": (960, 540), both: (948, 264)}
    async with TestClient(
        TestServer(build_web_application(small_world.application, small_world.organisation))
    ) as client:
        for path, size in wanted.items():
            answer = await client.get(path)
            assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
            assert Image.open(io.BytesIO(await answer.read())).size == size


async def test_a_collage_that_laurel_did_not_compose_is_not_drawn_for_anybody(small_world: World) -> None:
    both = composed(small_world, "customer-hero", "mentor")
    digest = both.rpartition("/")[2]
    async with TestClient(
        TestServer(build_web_application(small_world.application, small_world.organisation))
    ) as client:
        for names in ("mentor.1+customer-hero.1", "mentor.1", "customer-hero.1+mentor.1+mentor.1"):
            assert (await client.get(f"/collage/{names}/{digest}")).status == 404
        assert (await client.get(f"/collage/customer-hero.1+mentor.1/{'0' * 20}.png")).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/achievements/customer-hero/9/tile.png",
        f"/collage/nobody.1/{'0' * 20}.png",
        f"/collage/customer-hero/{'0' * 20}.png",
        "/collage/" + "+".join(["customer-hero.1"] * 9) + f"/{'0' * 20}.png",
    ],
)
async def test_a_picture_of_what_is_not_there_is_not_drawn(small_world: World, path: str) -> None:
    async with TestClient(
        TestServer(build_web_application(small_world.application, small_world.organisation))
    ) as client:
        assert (await client.get(path)).status == 404


async def test_the_demo_has_a_gallery_of_every_badge_in_every_size(small_world: World) -> None:
    app = web.Application()
    add_gallery(app, read_valid_catalogue(STARTER), small_world.application)
    async with TestClient(TestServer(app)) as client:
        page = await (await client.get("/gallery")).text()
        for achievement in read_valid_catalogue(STARTER).achievements:
            assert f'src="/gallery/{achievement.slug}-512.png"' in page
        mark = await client.get("/gallery/mentor-32.png")
        assert Image.open(io.BytesIO(await mark.read())).size == (32, 32)
        assert (await client.get("/gallery/nothing.png")).status == 404


async def test_what_serves_badges_outside_the_demo_has_no_gallery(small_world: World) -> None:
    async with TestClient(
        TestServer(build_web_application(small_world.application, small_world.organisation))
    ) as client:
        assert (await client.get("/gallery")).status == 404


def test_a_design_is_walked_through_until_it_can_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["Quick Fixer", "", "rockt", "", "", "flat", "", "rocket"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["art", "new", "--out", str(tmp_path / "quick.png")]) == 0
    told = capsys.readouterr()
    assert "did you mean rocket" in told.err
    assert 'name = "Quick Fixer"' in told.out
    assert 'icon = "rocket"' in told.out
    assert Image.open(tmp_path / "quick.png").size == (512, 512)


def test_a_design_given_whole_is_drawn_or_refused_without_a_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [
        "--title",
        "Quick Fixer",
        "--shape",
        "seal",
        "--icon",
        "rocket",
        "--level",
        "gold",
        "--ribbon",
        "",
    ]
    out = ["--out", str(tmp_path / "quick.png")]
    assert main(["art", "new", *given, *out, "--accent", "#ffee00", "--finish", "flat"]) == 1
    assert "the nearest that reads well is #" in capsys.readouterr().err
    assert main(["art", "new", *given, *out, "--accent", "#1d4ed8", "--finish", "flat"]) == 0
    assert main(["art", "new", *given, *out, "--accent", "#1d4ed8", "--finish", "flat"]) == 1, (
        "it is there already"
    )


def test_a_preview_of_a_broken_catalogue_names_its_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["art", "preview", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "organisation.toml" in capsys.readouterr().err


def test_a_preview_holds_every_badge_in_every_size_and_a_page_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "catalogue" / "achievements").mkdir(parents=True)
    for name in ("organisation.toml", "achievements/mentor.toml"):
        (tmp_path / "catalogue" / name).write_bytes((STARTER / name).read_bytes())
    assert main(["art", "preview", str(tmp_path / "catalogue"), "--out", str(tmp_path / "out")]) == 0, (
        capsys.readouterr().err
    )
    drawn = {path.name for path in (tmp_path / "out").rglob("*.png")}
    assert {"mentor-512.png", "mentor-64.png", "mentor-32.png"} <= drawn
    [page] = (tmp_path / "out").rglob("*.html")
    assert "Mentor" in page.read_text("utf-8")
