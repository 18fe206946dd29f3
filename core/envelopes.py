"""Envelopes that a device closes and only this server opens: what a door without a network keeps until it can send it.

A device gets the server's public point (P-256). For each envelope it makes a key pair of its own, agrees on a secret with the server's point (ECDH), draws
an AES-256-GCM key from it (HKDF, SHA-256) and forgets both. An envelope is `its public point (65 bytes) | nonce (12 bytes) | ciphertext and tag`. The
server's private number follows from its keyring, so that it is stored nowhere and survives a restart.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core import crypto

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, 2.4.2)
POINT, NONCE = 65, 12
PURPOSE = b"rongqiao door"


class CannotOpen(Exception):
    """The envelope was not closed for this server, or it was altered."""


def _private() -> ec.EllipticCurvePrivateKey:
    seed = crypto.blind_index("1", "envelopes") + crypto.blind_index("2", "envelopes")
    return ec.derive_private_key(int.from_bytes(seed, "big") % (ORDER - 1) + 1, CURVE)


def public_point() -> bytes:
    """The server's public point, uncompressed (65 bytes), for devices."""
    return _private().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _key(private: ec.EllipticCurvePrivateKey, public: ec.EllipticCurvePublicKey) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(private.exchange(ec.ECDH(), public)))


def open_envelope(envelope: bytes) -> bytes:
    """What a device put into an envelope.

    Raises:
        CannotOpen: it is no envelope of this server's.

    """
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, envelope[:POINT])
        return _key(_private(), public).decrypt(envelope[POINT:POINT + NONCE], envelope[POINT + NONCE:], None)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def close_envelope(content: bytes, point: bytes, nonce: bytes) -> bytes:
    """What a device does: put `content` into an envelope for the server with the public `point`. `nonce` has 12 bytes, never used twice."""
    own = ec.generate_private_key(CURVE)
    sealed = _key(own, ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)).encrypt(nonce, content, None)
    return own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) + nonce + sealed
