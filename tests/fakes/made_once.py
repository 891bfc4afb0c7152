"""What costs much and is the same in every test is made once in each process: badge pictures and RSA keys.

    with made_once():
        ...                      # every test of the run
    begin_keys_again()           # before each test: its first key is the first of the supply again

A picture depends on its design alone. Within one test all keys differ.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import count

import pytest

from adapters.drawing import pictures
from adapters.drawing.typefaces import load_typefaces, renderer_version
from adapters.keystores import keyring
from issuer.artwork.design import Design
from issuer.artwork.pictures.render import render
from issuer.proofs.jwt import JwtKey

_numbers = iter(count())


@contextmanager
def made_once() -> Iterator[None]:
    """Replaces the functions that make them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "render", lambda design, size, _: _picture(design, size, renderer_version()))
        patch.setattr(keyring, "JwtKey", JwtKeyOfSupply)
        yield


def begin_keys_again() -> None:
    """The next key is the first of the supply."""
    global _numbers  # noqa: PLW0603 - one supply in a process
    _numbers = iter(count())


class JwtKeyOfSupply(JwtKey):
    """A key that is read once in a process, and made once for its number in a test."""

    @classmethod
    def new_rs256(cls) -> "JwtKeyOfSupply":
        return cls(_rsa_key(next(_numbers)).private_bytes)

    @cached_property
    def _private(self) -> object:
        return _read(self.private_bytes)


@cache
def _picture(design: Design, size: int, _version: str) -> bytes:
    return render(design, size, load_typefaces())


@cache
def _rsa_key(_number: int) -> JwtKey:
    return JwtKey.new_rs256()


@cache
def _read(private_bytes: bytes) -> object:
    return JwtKey(private_bytes)._private
