"""What a test records of other verifiers must stand in docs/interoperability.md, so that the table cannot lie."""

import os
from collections.abc import Callable

import pytest

from tests.interop.write_table import rows, without_version

Record = Callable[[str, object], None]


@pytest.fixture
def record_property(record_property: Record) -> Record:
    """Records as usual; a verdict that the table does not have fails its test, unless the table is being written."""

    def record(name: str, value: object) -> None:
        record_property(name, value)
        if name == "interop" and os.environ.get("LAUREL_DOCS") != "write":
            what, judge, result = str(value).split("|")
            known = {(row[0], without_version(row[1]), row[2]) for row in rows()}
            found = (what, without_version(judge), result)
            assert found in known, f"docs/interoperability.md does not say {found}: run `make interop`"

    return record
