"""The contexts of `issuer/canonical/contexts`, read for tests."""

import json
import re
from functools import cache
from pathlib import Path

from issuer.canonical.canonicaliser import Canonicaliser
from issuer.strict_json import Json

FOLDER = Path(__file__).parents[3] / "issuer" / "canonical" / "contexts"
_ROW = re.compile(r"\| `(https://\S+)` \| `(\S+)` \| `([0-9a-f]{64})` \|")


def origins() -> list[tuple[str, str, str]]:
    """Return address, file name and SHA-256 of each context, as ORIGIN.md lists them."""
    return _ROW.findall((FOLDER / "ORIGIN.md").read_text("utf-8"))


@cache
def index() -> dict[str, str]:
    """Return the file name of each context by its address: what is loaded at run time."""
    names: dict[str, str] = json.loads((FOLDER / "index.json").read_bytes())
    return names


@cache
def contexts() -> dict[str, Json]:
    """Return each context document by its address."""
    return {address: json.loads((FOLDER / name).read_bytes()) for address, name in index().items()}


@cache
def canonicaliser() -> Canonicaliser:
    """Return one canonicaliser over them for the whole run; it keeps no state that tests could see."""
    return Canonicaliser(contexts())
