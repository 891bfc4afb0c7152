"""Pictures are drawn before anybody looks at them, by a process that lets answers to people go first."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli.main import main
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.pictures import PictureStore
from adapters.drawing import pictures as drawing
from adapters.drawing.ahead import draw_ahead
from adapters.drawing.drawing_process import BEHIND_ANSWERS, DrawingProcess, DrawingProcessEnded, NotDrawn
from adapters.drawing.pictures import COLLAGED, badge_key
from adapters.installation.catalogue_files import STARTER
from bot.domain.catalogue.model import Achievement
from issuer.artwork.pictures.celebration import BADGE
from tests.fakes.databases import fresh_sqlite
from tests.fakes.world import World

SIZES = (BADGE, COLLAGED)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Two achievements, flat: they are drawn quickly."""
    folder = tmp_path / "catalogue"
    (folder / "achievements").mkdir(parents=True)
    (folder / "organisation.toml").write_bytes((STARTER / "organisation.toml").read_bytes())
    for slug in ("mentor", "ship-it"):
        text = (STARTER / "achievements" / f"{slug}.toml").read_text("utf-8")
        (folder / "achievements" / f"{slug}.toml").write_text(
            text.replace('finish = "metal"', 'finish = "flat"')
        )
    return folder


@pytest.fixture
def small_world(tmp_path: Path, catalogue: Path) -> Iterator[World]:
    world = World.open(fresh_sqlite(tmp_path), catalogue=catalogue)
    yield world
    world.close()


def achievements(world: World) -> list[Achievement]:
    with world.application.database.read() as connection:
        return list(CatalogueStore(connection).current(world.organisation.id))


async def test_everything_that_cards_and_pages_show_is_stored_before_it_is_asked_for(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    pictures = small_world.application.pictures
    assert await draw_ahead(pictures, lambda done, count: told.append((done, count))) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]

    def never(*_: object) -> bytes:
        raise AssertionError("it is drawn already")

    monkeypatch.setattr(drawing, "render", never)
    again = drawing.BadgePictures(pictures.database, pictures._languages, "https://badges.example")
    for achievement in achievements(small_world):
        assert await again.public(achievement)
        assert await again.tile(achievement)
        for size in SIZES:
            assert await again.badge(achievement, size)
    assert await again.collage(achievements(small_world))


async def test_what_is_stored_is_not_drawn_again(small_world: World) -> None:
    pictures = small_world.application.pictures
    await draw_ahead(pictures)
    told: list[tuple[int, int]] = []
    assert await draw_ahead(pictures, lambda done, count: told.append((done, count))) == 0
    assert told == [(0, 0)]


async def test_the_other_process_draws_the_same_pixels(small_world: World) -> None:
    pictures = small_world.application.pictures
    [mentor, _] = achievements(small_world)
    own = await drawing.BadgePictures(pictures.database, pictures._languages, "").badge(mentor, 64)
    with small_world.application.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM pictures")
    with DrawingProcess() as hand:
        assert await pictures.badge(mentor, 64, hand) == own


async def test_a_badge_that_cannot_be_drawn_does_not_stop_the_others(
    small_world: World, catalogue: Path
) -> None:
    with small_world.application.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE achievements SET content = replace(content, '#', 'x') WHERE slug = 'mentor'"
        )
    assert await draw_ahead(small_world.application.pictures) == 2
    [_, ship_it] = achievements(small_world)
    with small_world.application.database.read() as connection:
        assert PictureStore(connection).stored([badge_key(ship_it, size) for size in SIZES])


async def test_a_reader_gets_the_picture_although_the_process_that_draws_it_is_killed(
    small_world: World,
) -> None:
    pictures = small_world.application.pictures
    [mentor, _] = achievements(small_world)
    hand = DrawingProcess()
    ahead = asyncio.create_task(pictures.badge(mentor, 64, hand))
    reader = asyncio.create_task(pictures.badge(mentor, 64))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(hand.shutdown)
    with pytest.raises(DrawingProcessEnded):
        await ahead
    assert (await reader).startswith(b"\x89PNG")


def test_it_lets_other_processes_go_first_and_says_why_a_picture_failed() -> None:
    with DrawingProcess(BEHIND_ANSWERS) as hand:
        assert hand.submit(os.nice, 0).result() == os.nice(0) + BEHIND_ANSWERS
        with pytest.raises(NotDrawn, match="ZeroDivisionError"):
            hand.submit(divmod, 1, 0).result()
        assert hand.submit(len, b"four").result() == 4, "it goes on"


def test_applying_a_catalogue_draws_it_and_says_how_far_it_is(
    tmp_path: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", fresh_sqlite(tmp_path))
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")
    monkeypatch.setenv("LAUREL_CATALOGUE", str(catalogue))
    assert main(["catalogue", "apply", str(catalogue)]) == 0
    assert "drawing the pictures of the badges: 2 of 2" in capsys.readouterr().err
    assert main(["catalogue", "apply", str(catalogue)]) == 0
    assert "drawing" not in capsys.readouterr().err
