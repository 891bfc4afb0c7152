"""From the bytes somebody brought (JSON, or a picture with JSON in it) to a document of the right shape."""

import re
from collections.abc import Sequence

from issuer.baking import PNG_SIGNATURE, BakingError, extract
from issuer.baking_svg import extract_svg
from issuer.strict_json import Document, StrictJsonError, parse_document
from issuer.verifying.report import SHAPE, Check
from issuer.verifying.shape import shape_problems

_COMPACT_JWS = re.compile(rb"\s*[\w-]+\.[\w-]*\.[\w-]+\s*", re.ASCII)
_MOST_NAMED = 3


def read_credential(source: bytes) -> tuple[Document | None, Check]:
    """Return the document and a passed shape check, or None and a check that says what is wrong."""
    try:
        drawn = source.lstrip(b" \t\r\n").startswith(b"<")
        baked = drawn or source.startswith(PNG_SIGNATURE)
        text = (extract_svg if drawn else extract)(source) if baked else source
        if _COMPACT_JWS.fullmatch(text):
            return None, Check(
                SHAPE, None, "unsupported", "This is a JWT credential, which this release cannot check."
            )
        document = parse_document(text)
    except BakingError as problem:
        return None, Check(SHAPE, False, "picture", f"The picture cannot be used: {problem}.")
    except StrictJsonError as problem:
        return None, Check(SHAPE, False, "json", f"This cannot be read as a credential: {problem}.")
    check = _judge_shape(document, baked)
    return (document if check.passed else None), check


def _judge_shape(document: Document, baked: bool) -> Check:
    problems = shape_problems(document)
    wrong = [problem for problem in problems if not problem.unsupported]
    if wrong:
        return Check(SHAPE, False, "shape", f"This is no Open Badges 3.0 credential: {_first_few(wrong)}.")
    if problems:
        return Check(SHAPE, None, "unsupported", f"This credential cannot be judged: {_first_few(problems)}.")
    where = "The picture holds" if baked else "This is"
    return Check(
        SHAPE, True, "ok", f"{where} an Open Badges 3.0 credential, complete and with nothing else in it."
    )


def _first_few(problems: Sequence[object]) -> str:
    named = "; ".join(str(problem) for problem in problems[:_MOST_NAMED])
    more = len(problems) - _MOST_NAMED
    return f"{named}; and {more} more" if more > 0 else named
