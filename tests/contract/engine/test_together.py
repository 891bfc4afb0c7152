"""Several requests, one commit: each keeps its own, and nobody hears before it is durable."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from adapters.database.engine.engine import Database
from adapters.database.engine.group_commit import GroupCommitExecutor


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/one.db")
    with opened.write() as connection:
        connection.execute(text("CREATE TABLE said (word TEXT UNIQUE)"))
    yield opened
    opened.close()


def say(database: Database, word: str) -> str:
    with database.write() as connection:
        connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})
        if word == "broken":
            raise RuntimeError("broken")
    return word


def said(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.execute(text("SELECT word FROM said")).scalars())


def held(database: Database) -> threading.Event:
    """Keeps the writing thread busy, so that what follows gathers."""
    gate = threading.Event()
    database.writing.submit(gate.wait)
    return gate


def test_what_waits_together_is_committed_once(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.writer, "commit", commits.append)
    gate, together = held(database), GroupCommitExecutor(database)
    waiting = [together.submit(say, database, str(number)) for number in range(9)]
    gate.set()

    assert [future.result(5) for future in waiting] == [str(number) for number in range(9)]
    assert len(commits) == 1
    assert said(database) == [str(number) for number in range(9)]


def test_one_that_fails_takes_nothing_of_the_others_along(database: Database) -> None:
    gate, together = held(database), GroupCommitExecutor(database)
    first, broken, twice, last = (together.submit(say, database, word) for word in ("a", "broken", "a", "b"))
    gate.set()

    assert (first.result(5), last.result(5)) == ("a", "b")
    with pytest.raises(RuntimeError):
        broken.result(5)
    assert twice.exception(5) is not None
    assert said(database) == ["a", "b"]


def test_a_commit_that_fails_is_heard_by_everybody_and_nothing_is_kept(database: Database) -> None:
    def refuse(_: object) -> None:
        raise OSError("the disk is full")

    gate, together = held(database), GroupCommitExecutor(database)
    waiting = [together.submit(say, database, word) for word in ("a", "b")]
    event.listen(database.writer, "commit", refuse)
    gate.set()
    for future in waiting:
        with pytest.raises(OSError, match="full"):
            future.result(5)
    event.remove(database.writer, "commit", refuse)

    assert said(database) == []
    assert together.submit(say, database, "c").result(5) == "c"


def test_a_disk_that_is_full_for_one_of_them_never_lets_another_believe_in_what_was_undone(
    database: Database,
) -> None:
    with database.write() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages + 2}"))
    gate, together = held(database), GroupCommitExecutor(database)
    words = ("a", "b", "long" * 50_000, "c", "d")
    waiting = [together.submit(say, database, word) for word in words]
    gate.set()

    believed = [word for word, future in zip(words, waiting, strict=True) if future.exception(5) is None]
    assert said(database) == believed
    for future in waiting:
        if problem := future.exception(5):
            assert isinstance(problem, ConnectionError), "nothing was changed, and that is known"
    assert together.submit(say, database, "e").result(5) == "e"
    assert said(database) == [*believed, "e"]


def test_whoever_gave_up_waiting_is_left_out(database: Database) -> None:
    gate, together = held(database), GroupCommitExecutor(database)
    gone, stayed = together.submit(say, database, "gone"), together.submit(say, database, "stayed")
    assert gone.cancel()
    gate.set()

    assert stayed.result(5) == "stayed"
    assert said(database) == ["stayed"]


async def test_a_caller_who_is_cancelled_while_it_runs_loses_nothing(database: Database) -> None:
    together, begun, go = GroupCommitExecutor(database), threading.Event(), threading.Event()

    def say_slowly(word: str) -> str:
        begun.set()
        go.wait(5)
        return say(database, word)

    loop = asyncio.get_running_loop()
    leaving = loop.run_in_executor(together, say_slowly, "from one who left")
    await asyncio.to_thread(begun.wait, 5)
    behind = [loop.run_in_executor(together, say, database, word) for word in ("a", "b", "c")]
    leaving.cancel()
    behind[1].cancel()
    await asyncio.sleep(0)  # the executor hears of it in the next turn of the loop
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await leaving

    assert (await behind[0], await behind[2]) == ("a", "c")
    assert said(database) == ["a", "c", "from one who left"]
    assert await loop.run_in_executor(together, say, database, "later") == "later"
    assert said(database) == ["a", "c", "from one who left", "later"]


async def test_when_every_caller_is_cancelled_the_next_one_is_served(database: Database) -> None:
    gate, together = held(database), GroupCommitExecutor(database)
    loop = asyncio.get_running_loop()
    waiting = [loop.run_in_executor(together, say, database, word) for word in ("a", "b")]
    for one in waiting:
        one.cancel()
    await asyncio.sleep(0)
    gate.set()

    assert await loop.run_in_executor(together, say, database, "c") == "c"
    assert said(database) == ["c"]
