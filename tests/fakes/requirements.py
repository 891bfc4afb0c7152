"""What a test needs from the machine: skip with a reason where it is missing, fail where everything is required.

    require(shutil.which("node") is not None, "Node is not installed")
    folder = standards()

`LAUREL_REQUIRE=all` turns such skips into failures.
"""

import os
from pathlib import Path

import pytest


def require(condition: bool, reason: str) -> None:
    """Go on if the condition holds; otherwise skip, or fail under `LAUREL_REQUIRE=all`."""
    if condition:
        return
    if os.environ.get("LAUREL_REQUIRE") == "all":
        pytest.fail(f"required by LAUREL_REQUIRE=all: {reason}", pytrace=False)
    pytest.skip(reason)


def standards() -> Path:
    """Return the folder of published test vectors and schemas, which are not ours to ship."""
    named = os.environ.get("LAUREL_STANDARDS", "")
    require(
        bool(named) and Path(named).is_dir(), "LAUREL_STANDARDS names no folder with the published vectors"
    )
    return Path(named)
