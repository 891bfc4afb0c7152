"""Finds loops in the management chain. Pure."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def loops(manager_of: Mapping[T, T | None]) -> list[tuple[T, ...]]:
    """Every loop of managers once, each starting at its first member in the order of `manager_of`.

    >>> loops({"ana": "ben", "ben": "ana", "cas": "ana", "dov": None})
    [('ana', 'ben')]
    """
    found: list[tuple[T, ...]] = []
    done: set[T] = set()
    for start in manager_of:
        way: dict[T, int] = {}
        here: T | None = start
        while here is not None and here not in done and here not in way:
            way[here] = len(way)
            here = manager_of.get(here)
        if here is not None and here in way:
            found.append(tuple(way)[way[here] :])
        done.update(way)
    return found
