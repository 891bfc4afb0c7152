"""PyLD, imported without what Laurel must not or need not have of it: the one place that imports it.

It would make an HTTP client its default way to fetch, and must never fetch; and it loads a parser to read JSON-LD
inside web pages, of which Laurel reads none (4 MB).
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def _without(fetchers: Sequence[str], parsers: Sequence[str]) -> Iterator[None]:
    """While this lasts, `fetchers` count as not installed, and `parsers` are empty modules."""
    absent = {name: None for name in fetchers if name not in sys.modules}
    empty = {name: ModuleType(name) for name in parsers if name not in sys.modules}
    sys.modules.update(absent | empty)  # type: ignore[arg-type] # None is how Python says so
    try:
        yield
    finally:
        for name in absent | empty:
            del sys.modules[name]


with _without(("requests", "aiohttp"), ("lxml", "lxml.html")):
    from pyld import jsonld
    from pyld.canon import URDNA2015
    from pyld.context_resolver import ContextResolver

__all__ = ["URDNA2015", "ContextResolver", "jsonld"]
