"""Structured logs, without secrets and without people's words."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRETS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|Bearer\s+\S+|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
NOISY = ("slack_bolt", "slack_sdk", "aiohttp.access", "alembic", "asyncio")


def set_up_logs(style: str, *, quiet: bool = False) -> None:
    """Sets up `json` or `text` logs on standard error; `quiet` logs errors only."""
    level = logging.WARNING if quiet else logging.INFO
    last = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            redact,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_redact_record)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Removes tokens and addresses from every text of an event, and keeps it on one line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRETS.sub("[redacted]", value)
    return event


def _redact_record(record: logging.LogRecord) -> bool:
    record.msg = SECRETS.sub("[redacted]", record.getMessage()).replace("\n", "\\n")
    record.args = ()
    return True
