"""The canonicaliser over the JSON-LD contexts that ship with Laurel. A module of its own, as it loads much."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files


@contextmanager
def _absent(*modules: str) -> Iterator[None]:
    """While this lasts, these modules count as not installed."""
    absent = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # None is how Python says so
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


# PyLD would make one of them its default way to fetch, and must never fetch.
with _absent("requests", "aiohttp"):
    from issuer.canonical.canonicaliser import Canonicaliser


@cache
def load_canonicaliser() -> Canonicaliser:
    """Created once per process."""
    folder = files("issuer.canonical").joinpath("contexts")
    index = json.loads(folder.joinpath("index.json").read_text("utf-8"))
    return Canonicaliser(
        {url: json.loads(folder.joinpath(name).read_text("utf-8")) for url, name in index.items()}
    )
