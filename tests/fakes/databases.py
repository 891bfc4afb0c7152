"""Fresh databases for tests, copied from one that was migrated once; and a folder in memory to keep them in.

    url = fresh_sqlite(tmp_path)

Migrating a file takes longer than most tests; copying it takes a millisecond.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from adapters.database.engine.engine import Database
from adapters.database.schema import upgrade

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's file system in memory, used for folders with random names
_ENOUGH_BYTES = 2 << 30


@cache
def fast_folder() -> str | None:
    """A file system in memory, where a commit waits for no disk; None, the usual place, where there is none of
    sufficient size."""
    if not os.access(_IN_MEMORY, os.W_OK) or shutil.disk_usage(_IN_MEMORY).free < _ENOUGH_BYTES:
        return None
    return str(_IN_MEMORY)


def fresh_sqlite(folder: Path, name: str = "laurel.db") -> str:
    """The URL of the database in that folder, which is empty and of the newest schema where it is new."""
    if not (folder / name).exists():
        shutil.copyfile(_migrated_file(), folder / name)
    return f"sqlite:///{folder}/{name}"


@cache
def _migrated_file() -> Path:
    folder = tempfile.mkdtemp(prefix="migrated", dir=fast_folder())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "laurel.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.close()
    return file
