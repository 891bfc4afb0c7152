"""The usual credential, changed before or after it was signed, and the verifier asked about it."""

import copy
import json
from collections.abc import Callable
from datetime import datetime

from issuer.proofs.data_integrity import add_proof
from issuer.proofs.keys import KeyPair
from issuer.strict_json import Document, compact_json
from issuer.verifying import CheckResult, VerificationReport, verify
from tests.fakes.badges.badges import AWARDED, KEY, NOW, credential
from tests.fakes.badges.contexts import canonicaliser


def check(source: bytes | Document, now: datetime = NOW, **options: object) -> VerificationReport:
    """Verify at the usual moment; `options` are those of `verify`."""
    written = source if isinstance(source, bytes) else compact_json(source).encode()
    return verify(written, canonicaliser=canonicaliser(), now=now, **options)  # type: ignore[arg-type]  # passed on


def failed(report: VerificationReport) -> list[tuple[str, str]]:
    """Return name and code of each check that failed."""
    return [(check.name, check.code) for check in report.checks if check.passed is False]


def row(report: VerificationReport, name: str) -> CheckResult:
    """Return the check of that name."""
    return next(check for check in report.checks if check.name == name)


def signed(
    change: Callable[[dict], object] = dict.copy, key: KeyPair = KEY, created: datetime = AWARDED
) -> Document:
    """Sign what the usual credential becomes through a change: a genuine signature over something odd."""
    said = json.loads(credential())
    del said["proof"]
    change(said)
    return add_proof(said, key, created, canonicaliser())


def altered(change: Callable[[dict], object]) -> Document:
    """Change the usual credential after it was signed."""
    said = json.loads(credential())
    change(said)
    return said


def signed_or_not(change: Callable[[dict], object]) -> Document:
    """Sign it where canonicalising works at all; the checks before must refuse it either way."""
    try:
        return signed(change)
    except ValueError:
        return altered(change)


def put(said: dict, path: tuple[str | int, ...], value: object) -> None:
    """Put a value in place of the one that a path leads to."""
    place: object = said
    for step in path[:-1]:
        place = place[step]  # type: ignore[index]  # the path was walked
    place[path[-1]] = copy.deepcopy(value)  # type: ignore[index]  # as above


def drop(said: dict, path: tuple[str | int, ...]) -> None:
    """Take away what a path leads to."""
    place: object = said
    for step in path[:-1]:
        place = place[step]  # type: ignore[index]  # the path was walked
    del place[path[-1]]  # type: ignore[attr-defined]  # as above
