"""What `laurel serve` takes while nobody asks for anything, and what it gains under a steady load.

PYTHONPATH=. python tests/benchmarks/bench_idle.py [IDLE_SECONDS] [SOAK_SECONDS]

Processor time of an idle process (every configured platform, web and background) as a share of one core. Resident
memory beside a process that only imports the same modules. Then ten `/badges` a second: the slope of resident memory
over the second half, when every cache is warm. Linux: /proc.
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import linear_regression

import aiohttp

from adapters import system
from adapters.composition.application import build_application
from adapters.slack.app import PATH
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.world import fake_company, prepare_company, slack_settings
from tests.journeys.running_serve import RunningServe, environment, free_port

PER_SECOND = 10
IMPORTS = """
import sys
import adapters.cli.main, adapters.composition.serve, adapters.composition.slack
import adapters.composition.teams, adapters.composition.web
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.read()
"""


def processor_seconds(pid: int) -> float:
    """What a process has used so far, kernel included (fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Its memory that is not on disk alone, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def together(pid: int) -> float:
    """The memory of a process and of all it started, in MiB; what several share is counted once."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    own = next(int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    children = [tasks.read_text("utf-8").split() for tasks in Path(f"/proc/{pid}/task").glob("*/children")]
    return own + sum(together(int(child)) for some in children for child in some)


async def main(idle: float, soak: float) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        async with fake_company() as slack:
            settings = slack_settings(slack, f"sqlite:///{folder}/laurel.db")
            settings = replace(settings, port=free_port(), pace=1.0)
            application = build_application(settings)
            prepare_company(application, system.now())
            application.database.close()
            laurel = RunningServe(settings, Path(folder))
            importing = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", IMPORTS),
                env=environment(settings),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            await laurel.start()
            try:
                assert importing.stdout is not None
                await importing.stdout.readline()
                await _measure(laurel, importing.pid, idle, soak)
            finally:
                importing.kill()
                await importing.wait()
                await laurel.kill()


async def _measure(laurel: RunningServe, importing: int, idle: float, soak: float) -> None:
    pid = laurel.pid
    await asyncio.sleep(5)  # what starting leaves to do
    before, began = processor_seconds(pid), time.perf_counter()
    await asyncio.sleep(idle)
    share = (processor_seconds(pid) - before) / (time.perf_counter() - began)
    ours, theirs = resident(pid), resident(importing)
    sys.stdout.write(f"idle: {share:.2%} of a core over {idle:.0f} s (wanted: below 1 %)\n")
    sys.stdout.write(
        f"resident: {ours:.0f} MiB, a process that only imports {theirs:.0f} MiB, "
        f"ratio {ours / theirs:.2f} (wanted: at most 1.3); "
        f"with the processes that verify, {together(pid):.0f} MiB\n"
    )
    sizes = await _soak(laurel, soak)
    half = sizes[len(sizes) // 2 :]
    slope = linear_regression([at for at, _ in half], [size for _, size in half]).slope * 3600
    sys.stdout.write(
        f"soak: {len(sizes) * PER_SECOND:,} requests in {soak:.0f} s, resident {sizes[0][1]:.0f} to "
        f"{sizes[-1][1]:.0f} MiB, slope of the second half {slope:+.1f} MiB/h (wanted: below 1)\n"
    )


async def _soak(laurel: RunningServe, seconds: float) -> list[tuple[float, float]]:
    """Memory once a second, under load."""
    sizes, began = [], time.perf_counter()
    async with aiohttp.ClientSession() as http:
        while (at := time.perf_counter() - began) < seconds:
            for _ in range(PER_SECOND):
                request = SlackSender(at=int(system.now().timestamp())).command("/badges", "", "U0MAYA")
                async with http.post(
                    laurel.url + PATH, data=request.body, headers=request.headers
                ) as response:
                    await response.read()
            sizes.append((at, resident(laurel.pid)))
            await asyncio.sleep(max(0.0, at + 1 - (time.perf_counter() - began)))
    return sizes


if __name__ == "__main__":
    numbers = [float(text) for text in sys.argv[1:]] + [30.0, 120.0][len(sys.argv) - 1 :]
    asyncio.run(main(*numbers))
