"""The fork server of verifying processes: it loads everything once, and then only forks.

    python -m adapters.verifier_pool.fork_server FD

A fork is ready in milliseconds and shares its memory with the others; a fresh interpreter would need half a second,
just when a hostile badge arrives. It has one thread and touches no input, so forking is safe.
"""

import gc
import os
import pickle
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from adapters.json_ld import load_canonicaliser
from adapters.verifier_pool.protocol import HEAD, MOST_FRAME, VerifierQuestion, VerifierReply, frame
from issuer.openbadges.document import ACHIEVEMENT_SCHEMA, credential_document
from issuer.openbadges.model import (
    CredentialFacts,
    Evidence,
    IssuerProfile,
    OpenBadgeAchievement,
    StatusListEntry,
    hash_email,
)
from issuer.proofs.data_integrity import add_proof
from issuer.proofs.keys import KeyPair
from issuer.strict_json import compact_json
from issuer.verifying import verify

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes of address space of one verifying process."""
NICENESS = 5
"""Verifying processes run at lower priority than the web server and the fork server, which must answer at once."""
_MOST_LINES = 6
CPU_SECONDS = 3
"""Processor seconds of one question, in case no parent is left to kill the process in time."""


def main(arguments: list[str]) -> None:
    """Serves requests for children on the given socket until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are not waited for
    _warm_up()
    with socket.socket(fileno=int(arguments[0])) as orders:
        while True:
            _, handed, _, _ = socket.recv_fds(orders, 1, 1)
            if not handed:
                return
            child = os.fork()
            if child == 0:
                orders.close()
                _serve(handed[0])
            os.close(handed[0])
            orders.sendall(HEAD.pack(child))


def _warm_up() -> None:
    """Verifies an invented badge before the first request: children inherit what that loads and resolves."""
    signer = KeyPair.from_random(bytes(32))
    profile = IssuerProfile(signer.controller, "Nobody")
    achievement = OpenBadgeAchievement(
        "urn:x:1", "Nothing", "Nothing", "Nothing", tags=("Nothing",), picture=None
    )
    then = datetime(2026, 1, 1, tzinfo=UTC)
    plain = CredentialFacts("urn:x:2", "urn:x:3", then, hash_email("nobody@x.invalid", "0"), then, then)
    usual = replace(plain, schema=ACHIEVEMENT_SCHEMA, status=StatusListEntry("https://x.invalid/1", 1))
    for facts in (plain, replace(usual, evidence=(Evidence("urn:x:5", "Nothing"),))):
        document = credential_document(profile, achievement, facts)
        signed = add_proof(document, signer, then, load_canonicaliser())
        _answer(VerifierQuestion(compact_json(signed).encode(), then, known_issuers={"urn:x:4": "Another"}))
    gc.collect()
    gc.freeze()  # so that garbage collection in a child does not copy shared memory


def _serve(descriptor: int) -> None:
    """A child: answers one question after the other until its socket closes. Never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(BaseException), socket.socket(fileno=descriptor) as line:
        while (asked := _receive(line)) is not None:
            _limit_processor()
            line.sendall(frame(_answer(asked)))
    os._exit(0)


def _answer(question: VerifierQuestion) -> VerifierReply:
    """The report; none if it exceeds the memory limit, or after a bug of ours."""
    try:
        report = verify(
            question.source,
            canonicaliser=load_canonicaliser(),
            now=question.now,
            documents=question.documents,
            known_issuers=question.known_issuers,
            recipient=question.recipient,
        )
    except (MemoryError, RecursionError):
        return VerifierReply()
    except Exception as mistake:
        return VerifierReply(mistake=_error_location(mistake))
    return VerifierReply(report)


def _error_location(mistake: Exception) -> str:
    """The type of an error and the lines that led to it; not its message, which may quote a badge."""
    frames = traceback.extract_tb(mistake.__traceback__)[-_MOST_LINES:]
    where = " < ".join(
        f"{Path(summary.filename).stem}:{summary.lineno} {summary.name}" for summary in reversed(frames)
    )
    return f"{type(mistake).__name__} at {where}"


def _limit_processor() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _receive(line: socket.socket) -> VerifierQuestion | None:
    head = _exactly(line, HEAD.size)
    if head is None:
        return None
    (length,) = HEAD.unpack(head)
    body = _exactly(line, length) if length <= MOST_FRAME else None
    found: VerifierQuestion | None = pickle.loads(body) if body is not None else None  # noqa: S301  # from our own parent
    return found


def _exactly(line: socket.socket, count: int) -> bytes | None:
    found = bytearray()
    while len(found) < count:
        part = line.recv(min(count - len(found), 1 << 16))
        if not part:
            return None
        found += part
    return bytes(found)


if __name__ == "__main__":
    main(sys.argv[1:])
