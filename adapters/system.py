"""The only clock and the only source of randomness of the program.

Each UUIDv7 is greater than the last (RFC 9562 §6.2), so one process's ids keep the order of its actions.
"""

import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID


def now() -> datetime:
    """The time, in UTC, to the microsecond."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never jump, for waiting and measuring."""
    return time.monotonic()


def random_bytes(count: int) -> bytes:
    """Bytes from the system's generator: keys, salts, nonces."""
    return secrets.token_bytes(count)


def jitter() -> float:
    """A factor between 0.5 and 1, so that retries spread out."""
    return 0.5 + secrets.randbelow(1_000_001) / 2_000_000


_one_at_a_time = threading.Lock()
_last_id = 0


class SystemIdGenerator:
    """Fresh ids. See `bot.context.store.IdGenerator`."""

    def new_id(self) -> UUID:
        """A UUIDv7 (RFC 9562, section 5.7): grows with time, so that indexes stay compact.

        Of two that one process makes, the later is greater, also within a millisecond and when the clock is set
        back: the audit trail tells in this order what was done at one moment.
        """
        global _last_id  # noqa: PLW0603 - one clock, one order
        milliseconds = time.time_ns() // 1_000_000
        value = milliseconds << 80 | secrets.randbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        with _one_at_a_time:
            _last_id = value if value > _last_id else _last_id + 1
            return UUID(int=_last_id)

    def public_id(self) -> UUID:
        """A random UUIDv4, safe to show."""
        return UUID(bytes=secrets.token_bytes(16), version=4)

    def token(self) -> str:
        """128 random bits, as text that fits into a URL or a button."""
        return secrets.token_urlsafe(16)
