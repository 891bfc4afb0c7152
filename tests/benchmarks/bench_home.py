"""What a person's Home costs: the whole request and its blocks, beside reading the same badges from the store.

python -m tests.benchmarks.bench_home [TIMES]
"""

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from adapters.database.credentials.credentials import credentials
from adapters.slack.home import MOST_BLOCKS
from adapters.slack.render import render
from bot.messages.cards import Card
from bot.messages.platforms import Conversation, Platform, PressedCard
from bot.messages.requests import ButtonPress, Mention, Origin, TypedCommand
from bot.use_cases.credentials.earn import held_badges
from tests.fakes.world import World


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def world_with(badges: int, folder: Path) -> World:
    """Ana has that many badges: one that was awarded, and its copies."""
    world = World.open(f"sqlite:///{folder}/home-{badges}.db")
    origin = Origin(Platform.SANDBOX, "W", "U-MAYA", Conversation("general"), "award")
    text = (Mention("U-ANA", "Ana"), " mentor because of everything")
    world.application.dispatcher.dispatch(TypedCommand("award", text), origin, world.moment)
    ids = world.application.ids
    with world.application.database.write() as connection:
        [row] = [dict(found) for found in connection.execute(credentials.select()).mappings()]
        copies = [row | {"id": ids.new_id(), "public_id": ids.new_id()} for _ in range(badges - 1)]
        if copies:
            connection.execute(credentials.insert(), copies)
    return world


def home(world: World, number: int) -> float:
    """The request and the blocks of the view."""
    pressed = PressedCard("home", "U-ANA", "home", home=True)
    place = Conversation("U-ANA", direct=True)
    origin = Origin(
        Platform.SANDBOX, "W", "U-ANA", place, f"h{number}", "home", pressed=pressed, replaces=True
    )
    began = perf_counter()
    answer = world.application.dispatcher.dispatch(ButtonPress("home", ""), origin, world.moment)
    card = getattr(answer, "reply", None)
    assert isinstance(card, Card), answer
    render(card, {}, "https://badges.example", most=MOST_BLOCKS)
    return perf_counter() - began


def store(world: World) -> float:
    """The same badges, read from the store."""
    with world.application.dispatcher.read() as opened:
        person = world.person("ana").id
        began = perf_counter()
        held_badges(opened, person)
        return perf_counter() - began


def main(times: int = 30) -> None:
    """Both in turns, at three sizes."""
    with tempfile.TemporaryDirectory() as folder:
        for badges in (20, 200, 5_000):
            world = world_with(badges, Path(folder))
            spent = [(home(world, number), store(world)) for number in range(times)]
            whole, bare = (median(each[side] for each in spent[3:]) for side in (0, 1))
            say(f"{badges:>5} badges: home {whole * 1e3:6.1f} ms, {whole / bare:5.2f} × the store alone")
            world.close()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
