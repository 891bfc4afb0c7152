"""A key store in memory that can be switched off."""

import threading

from issuer.messages import Message
from issuer.proofs.keys import KeyPair, SignerUnavailable


class StorageInMemory:
    """Has one key, `badges`. While `down`, it answers nothing."""

    def __init__(self) -> None:
        self.pair = KeyPair.from_random(bytes(range(7, 39)))
        self.down = False
        self.signed: list[bytes] = []

    def public_key(self, label: str) -> bytes:
        self._look(label)
        return self.pair.public_key

    def sign(self, label: str, message: bytes) -> bytes:
        self._look(label)
        self.signed.append(message)
        return self.pair.sign(message)

    def _look(self, label: str) -> None:
        if self.down or label != "badges":
            raise SignerUnavailable(Message("shell.signer.away"))


class HangingStorage(StorageInMemory):
    """Another one, which can be made to hang: it then answers nobody until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.left = threading.Event()
        self._free = threading.Event()
        self._free.set()

    def hangs(self) -> None:
        self.asked.clear()
        self.left.clear()
        self._free.clear()

    def lets_go(self) -> None:
        self._free.set()

    def sign(self, label: str, message: bytes) -> bytes:
        self.asked.set()
        self._free.wait()
        try:
            return super().sign(label, message)
        finally:
            self.left.set()
