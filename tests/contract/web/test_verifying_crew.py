"""Verifying in processes that can be killed: bombs end, good badges do not wait for them."""

import asyncio
import os
import signal

import pytest
import structlog

from adapters.verifier_pool import pool as crew_module
from adapters.verifier_pool.pool import VerifierPool
from adapters.verifier_pool.protocol import VerifierQuestion
from tests.fakes.badges.badges import NOW, credential
from tests.fakes.badges.bombs import slow_credential
from tests.fakes.worded import worded

GOOD = VerifierQuestion(credential(), NOW)
SLOW = VerifierQuestion(slow_credential(), NOW)


async def test_a_good_badge_gets_the_same_report_as_in_this_process() -> None:
    async with VerifierPool(ready=1) as crew:
        report = await crew.verify(GOOD)
    assert report.verdict == "valid"
    assert [check.passed for check in report.checks[:3]] == [True, True, True]


async def test_what_takes_too_long_is_killed_and_cannot_be_told() -> None:
    async with VerifierPool(ready=1, patience=0.3) as crew:
        report = await crew.verify(SLOW)
        assert (report.verdict, report.checks[0].code) == ("cannot tell", "too-much-work")
        assert (await crew.verify(GOOD)).verdict in ("valid", "cannot tell")  # on a machine that is very busy


async def test_twenty_bombs_leave_good_badges_served() -> None:
    async with VerifierPool(ready=2, most=8, patience=1.0) as crew:
        bombs = [asyncio.create_task(crew.verify(SLOW)) for _ in range(20)]
        await asyncio.sleep(0.05)
        good = [await crew.verify(GOOD) for _ in range(5)]
        spoilt = await asyncio.gather(*bombs)
    assert any(report.verdict == "valid" for report in good)
    assert {report.checks[0].code for report in spoilt} == {"too-much-work"}


async def test_a_process_that_dies_costs_one_answer_and_nothing_else() -> None:
    async with VerifierPool(ready=1, most=2) as crew:
        waiting = asyncio.create_task(crew.verify(SLOW))
        await asyncio.sleep(0.1)
        for process in crew._busy:
            os.kill(process.pid, signal.SIGKILL)
        assert (await waiting).checks[0].code == "too-much-work"
        assert (await crew.verify(GOOD)).verdict == "valid"


async def test_a_mistake_of_ours_is_logged_and_told_as_what_it_is() -> None:
    broken = VerifierQuestion(
        credential(), NOW.replace(tzinfo=None)
    )  # no moment at all, which is the caller's mistake
    async with VerifierPool(ready=1) as crew:
        with structlog.testing.capture_logs() as lines:
            report = await crew.verify(broken)
        assert (report.verdict, report.checks[0].code) == ("cannot tell", "check-failed")
        assert "honest badge" not in worded(report.checks[0])
        [line] = lines
        assert line["log_level"] == "error"
        assert line["mistake"].startswith("ValueError at verifier:")
        assert "time zone" not in line["mistake"]
        assert (await crew.verify(GOOD)).verdict == "valid"


async def test_a_nursery_that_dies_is_started_again() -> None:
    async with VerifierPool(ready=1, most=2) as crew:
        assert crew._nursery is not None
        crew._nursery.kill()
        crew._nursery.wait()
        while crew._idle:
            crew._idle.pop().end()
        assert (await crew.verify(GOOD)).verdict == "valid"


async def test_nothing_is_left_running_when_it_is_closed() -> None:
    async with VerifierPool(ready=2) as crew:
        await crew.verify(GOOD)
        pids = [process.pid for process in crew._idle]
        assert pids
    for _ in range(50):
        if not any(alive(pid) for pid in pids):
            break
        await asyncio.sleep(0.05)
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_process_used_is_known_for_those_that_are_there() -> None:
    assert crew_module._processor_seconds(os.getpid()) > 0
    assert crew_module._processor_seconds(2**22 + 1) == 0


@pytest.mark.parametrize("source", [b"", b"x" * 100, b"\x89PNG\r\n\x1a\n"])
async def test_any_bytes_get_a_verdict_there_too(source: bytes) -> None:
    async with VerifierPool(ready=1) as crew:
        assert (await crew.verify(VerifierQuestion(source, NOW))).verdict == "invalid"
