"""Secrets at rest: encrypted with a key that SECRET_KEY gives, bound to the account they are of."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32


class Unreadable(Exception):
    """What is kept was sealed with another SECRET_KEY, for another account, or was altered."""


def derive_key(secret_key: str, purpose: str) -> bytes:
    """Return a key of its own for a purpose."""
    return HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(secret_key.encode())


def seal(key: bytes, account_id: int, text: str) -> str:
    """Return `text` encrypted; the same text never looks the same twice."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), str(account_id).encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, account_id: int, sealed: str) -> str:
    """Return what `seal` was given. Raises Unreadable."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
        nonce, content = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, content, str(account_id).encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error
