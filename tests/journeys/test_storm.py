"""kill -9 at random, a tenth of the platform's calls failing: a short storm here, a long one by `make chaos`."""

from pathlib import Path

import pytest

from tests.journeys.storm import Weather, storm

SHORT = Weather(requests=36, kills=2)


async def test_a_storm_over_one_process_on_sqlite_loses_nothing(tmp_path: Path) -> None:
    report = await storm(tmp_path, f"sqlite:///{tmp_path}/laurel.db", SHORT)
    report.assert_nothing_lost()
    assert sum(sent.done for sent in report.sent) >= SHORT.requests // 2


@pytest.mark.parametrize("kills", [2])
async def test_a_storm_over_three_processes_that_share_postgresql_alone_loses_nothing(
    tmp_path: Path, fresh_postgresql: str, kills: int
) -> None:
    report = await storm(tmp_path, fresh_postgresql, Weather(SHORT.requests, kills))
    report.assert_nothing_lost()
    assert sum(sent.done for sent in report.sent) >= SHORT.requests // 2
