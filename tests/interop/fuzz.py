"""Coverage-guided fuzzing of one parser: it may refuse, and must not do anything else.

python -m tests.interop.fuzz png -max_total_time=1800 CORPUS_FOLDER
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import get_args

import atheris

with atheris.instrument_imports(include=["issuer"]):
    from issuer.baking.png import BakingError, extract_any
    from issuer.baking.svg import extract_any_svg
    from issuer.proofs.bitstring import StatusListError, decode_list
    from issuer.proofs.did import DidError, did_web_address
    from issuer.proofs.digests import DigestError, multibase_digest, sri_digest
    from issuer.proofs.keys import KeyMaterialError
    from issuer.strict_json import StrictJsonError, parse_document
    from issuer.timestamps import TimestampError, in_full, read_timestamp
    from issuer.verifying import Verdict, verify
    from issuer.verifying.inputs.no_badge import foreign_file, is_web_page, linked_badge
    from issuer.verifying.inputs.ob2_plain import plain_document
    from issuer.verifying.inputs.ob2_shape import assertion_problems
    from issuer.verifying.inputs.token import TokenError, read_token
    from issuer.verifying.keys.public_keys import key_of_jwk, key_of_pem
    from issuer.verifying.report import ORDER
from tests.fakes.badges import formats
from tests.fakes.badges.badges import NOW
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.worded import worded

REFUSALS = (
    BakingError,
    DidError,
    DigestError,
    KeyMaterialError,
    StatusListError,
    StrictJsonError,
    TimestampError,
    TokenError,
)
VERDICTS = frozenset(get_args(Verdict))
DOCUMENTS = {**formats.web_documents(), **formats.documents_2()}


def whole(source: bytes) -> None:
    """The verifier itself, with the issuer's documents at hand: it gives a verdict, and needs no more than it may.

    Also with what was brought in the place of each document: an issuer's site may answer anything.
    """
    for documents in (DOCUMENTS, dict.fromkeys(DOCUMENTS, source)):
        report = verify(source, canonicaliser=canonicaliser(), now=NOW, documents=documents)
        if report.verdict not in VERDICTS or len(report.checks) < len(ORDER):
            raise AssertionError(report.verdict)
        if any(not worded(check).endswith(".") or not check.code for check in report.checks):
            raise AssertionError(report.checks)


def page(source: bytes) -> None:
    """What is no badge is named, and a link in a page is an https address."""
    foreign_file(source)
    found = linked_badge(source, "https://badges.example/page") if is_web_page(source) else None
    if found is not None and not (found.startswith("https://") and found.isascii()):
        raise AssertionError(found)


def older(source: bytes) -> None:
    """An older badge is written plainly, and what is wrong with it is named."""
    assertion_problems(plain_document(parse_document(source)))


def short(source: bytes) -> None:
    """The short texts of a badge: digests, identifiers, moments."""
    text = source.decode("latin-1")
    for read in (multibase_digest, sri_digest, did_web_address, lambda said: read_timestamp(in_full(said))):
        with suppress(*REFUSALS):
            read(text)


TARGETS: dict[str, Callable[[bytes], object]] = {
    "json": parse_document,
    "png": extract_any,
    "svg": extract_any_svg,
    "token": lambda source: read_token(source.decode("latin-1")),
    "list": lambda source: decode_list(source.decode("latin-1")),
    "jwk": lambda source: key_of_jwk(parse_document(source)),
    "pem": lambda source: key_of_pem(source.decode("latin-1")),
    "page": page,
    "older": older,
    "short": short,
    "whole": whole,
}


def main() -> None:
    """Fuzz the named target; what follows the name goes to libFuzzer."""
    target = TARGETS[sys.argv[1]]

    def once(source: bytes) -> None:
        with suppress(*REFUSALS):
            target(source)

    atheris.Setup([sys.argv[0], *sys.argv[2:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
