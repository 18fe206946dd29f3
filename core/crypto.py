"""The one door of personal data: authenticated encryption of columns, blind indexes, masking.

A stored value is `algorithm (1 byte) | key id (1 byte) | nonce (12 bytes) | ciphertext and tag`, so that the algorithm and the key can change while
old rows stay readable; those two bytes and the value's place are authenticated with it. A blind index is a keyed hash used for look-ups by equality.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AES, SM4 = 1, 2
ALGORITHMS = {"aes": AES, "sm4": SM4}
NONCE = 12
TAG = 16


class CannotDecrypt(Exception):
    """The value was altered, moved to another column, or its key is missing."""


@dataclass(frozen=True)
class Keyring:
    """Encryption keys by id (32 bytes each), the id used for new values, and the key of the blind indexes."""

    keys: dict[int, bytes]
    active: int
    index_key: bytes
    algorithm: int = AES

    @classmethod
    def generate(cls) -> "Keyring":
        """A fresh keyring with one key."""
        return cls({1: secrets.token_bytes(32)}, 1, secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path, algorithm: str = "aes") -> "Keyring":
        """Read a keyring file.

        Raises:
            OSError: the file cannot be read.

        """
        raw = json.loads(path.read_text())
        keys = {int(k): b64decode(v) for k, v in raw["keys"].items()}
        return cls(keys, int(raw["active"]), b64decode(raw["index_key"]), ALGORITHMS[algorithm])

    def save(self, path: Path) -> None:
        """Write the keyring so that only its owner reads it; an existing file is replaced in one step."""
        raw = {"keys": {str(k): b64encode(v).decode() for k, v in self.keys.items()}, "active": self.active,
               "index_key": b64encode(self.index_key).decode()}
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(raw, out)
        temporary.replace(path)

    def rotated(self) -> "Keyring":
        """The same keyring with a new active key; old values stay readable."""
        fresh = max(self.keys) + 1
        return Keyring({**self.keys, fresh: secrets.token_bytes(32)}, fresh, self.index_key, self.algorithm)


_ring: Keyring | None = None


def use_keyring(ring: Keyring) -> None:
    """Set the process's keyring; called once by the composition root."""
    global _ring
    _ring = ring


def _keyring() -> Keyring:
    if _ring is None:
        raise RuntimeError("no keyring: the application was not composed")
    return _ring


def active_key() -> int:
    """The number of the key that new values are encrypted with."""
    return _keyring().active


def _sm4_encrypt(key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
    cipher = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(place)
    return cipher.update(data) + cipher.finalize() + cipher.tag


def _sm4_decrypt(key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
    cipher = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, data[-TAG:])).decryptor()
    cipher.authenticate_additional_data(place)
    return cipher.update(data[:-TAG]) + cipher.finalize()


def encrypt(data: bytes, place: str) -> bytes:
    """Encrypt `data` for `place` ("table.column" or a file's role) with the active key."""
    ring = _keyring()
    key, nonce = ring.keys[ring.active], os.urandom(NONCE)
    seal = _sm4_encrypt if ring.algorithm == SM4 else _aes_encrypt
    head = bytes((ring.algorithm, ring.active))
    return head + nonce + seal(key, nonce, data, head + place.encode())


def _aes_encrypt(key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, data, place)


def _aes_decrypt(key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, data, place)


def decrypt(stored: bytes, place: str) -> bytes:
    """Undo `encrypt`.

    Raises:
        CannotDecrypt: altered, from another place, or the key is unknown.

    """
    ring = _keyring()
    try:
        head, key = stored[:2], ring.keys[stored[1]]
        nonce, sealed = stored[2:2 + NONCE], stored[2 + NONCE:]
        unseal = _sm4_decrypt if head[0] == SM4 else _aes_decrypt
        return unseal(key, nonce, sealed, head + place.encode())
    except (InvalidTag, KeyError, IndexError, ValueError):
        raise CannotDecrypt(place) from None


def key_id(stored: bytes) -> int:
    """The id of the key a stored value was encrypted with."""
    return stored[1]


def blind_index(value: str, purpose: str) -> bytes:
    """A keyed SHA-256 of `value` for look-ups by equality (32 bytes). Same value and purpose, same index."""
    return hmac.new(_keyring().index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()


def digest(value: str) -> bytes:
    """A keyed hash of a random token, for storing it where it can be compared but not used (32 bytes)."""
    return blind_index(value, "token")


def mask_name(name: str) -> str:
    """张三 → 张*; 欧阳春华 → 欧***; empty stays empty."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 3)) if name else ""


def mask_phone(phone: str | None) -> str:
    """13812345678 → 138****5678."""
    return "" if not phone else phone if len(phone) < 8 else f"{phone[:3]}****{phone[-4:]}"


def mask_identity(number: str | None) -> str:
    """211382199001011234 → 2113**********1234."""
    return "" if not number else f"{number[:4]}{'*' * max(0, len(number) - 8)}{number[-4:]}"


_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{6}(?:19|20)\d{9}[\dXx]|\d{14}[\dXx]{1}(?=\D|$))(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[2-9]\d{9}(?![0-9A-Za-z])"
)


def scrub(text: str) -> str:
    """Replace what looks like an identity number or a mobile number; short numbers and longer digit runs are left alone."""
    return _PERSONAL.sub("[…]", text)
