"""Encryption, blind indexes, masking, scrubbing."""

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from core import crypto


@pytest.fixture
def ring(app):
    kept = crypto._keyring()
    yield kept
    crypto.use_keyring(kept)


@pytest.mark.parametrize("algorithm", [crypto.AES, crypto.SM4])
def test_round_trip_and_tampering(ring, algorithm):
    crypto.use_keyring(crypto.Keyring(ring.keys, ring.active, ring.index_key, algorithm))
    sealed = crypto.encrypt(b"211382199001011234", "persons.identity_number")
    assert sealed[0] == algorithm
    assert crypto.decrypt(sealed, "persons.identity_number") == b"211382199001011234"
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(crypto.CannotDecrypt):
            crypto.decrypt(bytes(broken), "persons.identity_number")


def test_a_value_cannot_be_moved_to_another_column(ring):
    sealed = crypto.encrypt(b"13812345678", "persons.phone")
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(sealed, "accounts.phone")


def test_old_values_stay_readable_after_rotation_and_algorithm_switch(ring):
    old = crypto.encrypt(b"x", "a.b")
    fresh = crypto.Keyring(ring.rotated().keys, ring.rotated().active, ring.index_key, crypto.SM4)
    crypto.use_keyring(crypto.Keyring({**ring.keys, 2: b"k" * 32}, 2, ring.index_key, crypto.SM4))
    assert crypto.decrypt(old, "a.b") == b"x"
    new = crypto.encrypt(b"y", "a.b")
    assert (new[0], crypto.key_id(new)) == (crypto.SM4, 2)
    assert fresh.active == 2


def test_sm4_and_sm3_known_answers():
    """GB/T 32907 and GB/T 32905, first example of each."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    cipher = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert (cipher.update(key) + cipher.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_blind_index_separates_purposes(ring):
    assert crypto.blind_index("13812345678", "phone") == crypto.blind_index("13812345678", "phone")
    assert crypto.blind_index("13812345678", "phone") != crypto.blind_index("13812345678", "recipient")


def test_the_keyring_file_is_private(tmp_path):
    path = tmp_path / "keys.json"
    crypto.Keyring.generate().save(path)
    assert path.stat().st_mode & 0o077 == 0
    assert crypto.Keyring.load(path).active == 1
    assert set(json.loads(path.read_text())) == {"keys", "active", "index_key"}


@pytest.mark.parametrize(("name", "masked"), [("张三", "张*"), ("欧阳春华", "欧***"), ("张", "张*"), ("", "")])
def test_masked_names(name, masked):
    assert crypto.mask_name(name) == masked


def test_masked_numbers():
    assert crypto.mask_phone("13812345678") == "138****5678"
    assert crypto.mask_identity("211382199001011234") == "2113**********1234"


@pytest.mark.parametrize("text", ["211382199001011234", "21138219900101123X", "13812345678", "+86 13812345678", "身份证211382199001011234，电话13812345678。"])
def test_scrubbing_finds_what_is_personal(text):
    scrubbed = crypto.scrub(text)
    assert "19900101" not in scrubbed
    assert "12345678" not in scrubbed


@given(st.integers(min_value=0, max_value=9_999_999))
def test_scrubbing_leaves_short_numbers(number):
    assert crypto.scrub(f"order {number}, port 8000") == f"order {number}, port 8000"


@pytest.mark.parametrize("text", ["2026-11-23T22:10:42.123456Z", "3.14159265358979", "a13812345678b", "request_id 4f1d2c3b4a5e", "0.13812345678"])
def test_scrubbing_leaves_other_numbers(text):
    assert crypto.scrub(text) == text
