"""The canonicaliser over the JSON-LD contexts that ship with Laurel. A module of its own, as it loads much."""

import json
from functools import cache
from importlib.resources import files

from issuer.canonical.canonicaliser import Canonicaliser


@cache
def load_canonicaliser() -> Canonicaliser:
    """Created once per process."""
    folder = files("issuer.canonical").joinpath("contexts")
    index = json.loads(folder.joinpath("index.json").read_text("utf-8"))
    return Canonicaliser(
        {url: json.loads(folder.joinpath(name).read_text("utf-8")) for url, name in index.items()}
    )
