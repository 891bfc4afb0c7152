"""Keys that never leave a key store of their own, reached over PKCS#11: a hardware module, or SoftHSM.

    token = Pkcs11Token("/usr/lib/softhsm/libsofthsm2.so", "laurel", "1234")
    signer = ExternalSigner(token, "badges-2026", token.public_key("badges-2026"), "did:web:badges.example")

A credential is signed over 64 bytes, so any store that makes Ed25519 signatures will do. Needs the package
`python-pkcs11`, which is imported only where such a key is in use.
"""

import importlib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from issuer.messages import Message
from issuer.proofs.keys import SignerUnavailable
from issuer.proofs.multibase import encode_multikey

_POINT_HEADER = b"\x04\x20"
"""DER: an octet string of 32 bytes, the PKCS#11 encoding of an Ed25519 key's point."""


class ExternalKeyStore(Protocol):
    """The operations that an external signer needs of its store."""

    def public_key(self, label: str) -> bytes:
        """The 32 bytes of the Ed25519 public key of that label; raises `SignerUnavailable`."""

    def sign(self, label: str, message: bytes) -> bytes:
        """The 64 bytes of the signature; raises `SignerUnavailable`."""


@dataclass
class Pkcs11Token:
    """A token of a PKCS#11 module. One session, used by one thread at a time, reopened after a failure."""

    module: str
    label: str
    pin: str = field(repr=False)
    _session: Any = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def public_key(self, label: str) -> bytes:
        """The public key of that label."""
        with self._lock:
            pkcs11 = _library()
            try:
                found = self._open_session().get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label)
                point = bytes(found[pkcs11.Attribute.EC_POINT])
            except Exception as problem:
                raise self._close_session(label, problem) from problem
        public = point.removeprefix(_POINT_HEADER)
        if len(public) != 32:
            facts = {"key": repr(label), "size": str(len(public))}
            raise SignerUnavailable(Message("shell.signer.point", **facts))
        return public

    def sign(self, label: str, message: bytes) -> bytes:
        """Signs with the private key of that label."""
        with self._lock:
            pkcs11 = _library()
            try:
                key = self._open_session().get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
                return bytes(key.sign(message, mechanism=pkcs11.Mechanism.EDDSA))
            except Exception as problem:
                raise self._close_session(label, problem) from problem

    def _open_session(self) -> Any:
        if self._session is None:
            pkcs11 = _library()
            token = pkcs11.lib(self.module).get_token(token_label=self.label)
            try:
                self._session = token.open(user_pin=self.pin)
            except pkcs11.exceptions.UserAlreadyLoggedIn:  # a log-in holds for the whole process
                self._session = token.open()
        return self._session

    def _close_session(self, label: str, problem: Exception) -> SignerUnavailable:
        """After any error of a module the key is unusable: closes the session, and returns the error to raise."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(Exception):  # it is discarded either way
                session.close()
        why = f"{type(problem).__name__} {problem}".strip()
        facts = {"key": repr(label), "token": repr(self.label), "reason": why}
        return SignerUnavailable(Message("shell.signer.unusable", **facts))


@dataclass
class TimeoutKeyStore:
    """A key store with a time limit of `seconds`: its module is third-party code, and may hang.

    A thread that hangs is abandoned. Until it returns no other call is made, so that no second one hangs.
    """

    store: ExternalKeyStore
    seconds: float
    _asking: threading.Thread | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def public_key(self, label: str) -> bytes:
        """See `ExternalKeyStore`."""
        return self._ask_with_timeout(lambda: self.store.public_key(label))

    def sign(self, label: str, message: bytes) -> bytes:
        """See `ExternalKeyStore`."""
        return self._ask_with_timeout(lambda: self.store.sign(label, message))

    def _ask_with_timeout(self, ask: Callable[[], bytes]) -> bytes:
        answers: list[bytes | Exception] = []

        def wait() -> None:
            try:
                answers.append(ask())
            except Exception as problem:  # raised in the waiting thread
                answers.append(problem)

        with self._lock:
            if self._asking is not None and self._asking.is_alive():
                raise SignerUnavailable(Message("shell.signer.asked_before"))
            self._asking = threading.Thread(target=wait, name="key store", daemon=True)
            self._asking.start()
            self._asking.join(self.seconds)
        if not answers:
            raise SignerUnavailable(Message("shell.signer.late", seconds=f"{self.seconds:g}"))
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]


@dataclass(frozen=True)
class ExternalSigner:
    """A key in a key store. Implements `issuer.proofs.keys.Signer`."""

    store: ExternalKeyStore
    label: str
    public_key: bytes
    controller: str

    @property
    def multikey(self) -> str:
        """The public key as `z6Mk…`."""
        return encode_multikey(self.public_key)

    @property
    def verification_method(self) -> str:
        """`<controller>#<multikey>`."""
        return f"{self.controller}#{self.multikey}"

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes; raises `SignerUnavailable`."""
        return self.store.sign(self.label, message)


def _library() -> Any:
    try:
        return importlib.import_module("pkcs11")
    except ImportError:
        raise SignerUnavailable(Message("shell.signer.no_package")) from None
