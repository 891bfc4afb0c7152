"""Draws what the catalogue needs before anybody looks: public pictures, tiles, and the sizes of compositions.

What is stored already is not drawn again, so this may run at every start. The pictures go to the database, where every
process of the installation finds them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Executor

import structlog
from sqlalchemy import Connection

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.pictures import PictureStore
from adapters.database.people.people import PeopleStore
from adapters.drawing.drawing_process import DrawingProcess, NotDrawn
from adapters.drawing.pictures import COLLAGED, BadgePictures, badge_key, tile_key
from bot.domain.catalogue.model import Achievement
from issuer.artwork.pictures.celebration import BADGE

log = structlog.get_logger(__name__)
Draw = Callable[[BadgePictures, Executor], Awaitable[object]]
Missing = Sequence[tuple[Achievement, Sequence[Draw]]]
"""Each achievement of which some picture is not stored, with what draws those."""
Progress = Callable[[int, int], None]
"""Told how many of how many badges can be shown: at the beginning, after each, and at the end, if only by (0, 0)."""


def tell_nobody(_done: int, _all: int) -> None:
    """No progress."""


async def draw_ahead(pictures: BadgePictures, progress: Progress = tell_nobody, niceness: int = 0) -> int:
    """Draws what is missing, first what is shown alone, and returns the number of badges that were not ready.

    `niceness`: how far other processes go before, such as the answers to people. A badge that cannot be drawn is
    logged. Raises `DrawingProcessEnded` if the process that draws was killed.
    """
    with DrawingProcess(niceness) as hand:
        alone = await pictures.database.in_read(lambda connection: _missing(connection, _alone))
        await _draw_all(pictures, hand, alone, progress)
        composed = await pictures.database.in_read(lambda connection: _missing(connection, _composed))
        await _draw_all(pictures, hand, composed, tell_nobody)
    return len(alone)


async def _draw_all(pictures: BadgePictures, hand: Executor, missing: Missing, progress: Progress) -> None:
    progress(0, len(missing))
    for done, (achievement, drawings) in enumerate(missing, 1):
        try:
            for draw in drawings:
                await draw(pictures, hand)
        except (NotDrawn, LookupError) as problem:
            log.warning("a badge cannot be drawn", achievement=achievement.edition, problem=str(problem))
        progress(done, len(missing))


def _missing(
    connection: Connection, drawings: Callable[[Achievement], Iterator[tuple[str, Draw]]]
) -> Missing:
    wanted = [
        (achievement, dict(drawings(achievement)))
        for organisation in PeopleStore(connection).organisations()
        for achievement in CatalogueStore(connection).current(organisation.id)
    ]
    store = PictureStore(connection)
    stored = store.stored([key for _, drawings in wanted for key in drawings])
    stored |= {str(found) for found in store.published([achievement.id for achievement, _ in wanted])}
    left = [
        (achievement, [draw for key, draw in drawings.items() if key not in stored])
        for achievement, drawings in wanted
    ]
    return [(achievement, drawings) for achievement, drawings in left if drawings]


def _alone(achievement: Achievement) -> Iterator[tuple[str, Draw]]:
    """The pictures of one badge, also on a celebration, by the key under which each is stored."""
    yield str(achievement.id), lambda pictures, hand: pictures.public(achievement, hand)
    yield tile_key(achievement), lambda pictures, hand: pictures.tile(achievement, hand)
    yield badge_key(achievement, BADGE), _in_size(achievement, BADGE)


def _composed(achievement: Achievement) -> Iterator[tuple[str, Draw]]:
    """The picture that collages are made of."""
    yield badge_key(achievement, COLLAGED), _in_size(achievement, COLLAGED)


def _in_size(achievement: Achievement, size: int) -> Draw:
    return lambda pictures, hand: pictures.badge(achievement, size, hand)
