"""Fresh ids: a port, implemented by `adapters/system.py`."""

from typing import Protocol
from uuid import UUID


class IdGenerator(Protocol):
    """Fresh ids. `new_id` grows with time (UUIDv7) and stays inside; the others are random and may be shown."""

    def new_id(self) -> UUID: ...
    def public_id(self) -> UUID: ...
    def token(self) -> str: ...
