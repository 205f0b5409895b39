"""Hashes of passwords: argon2id, the only code that knows its parameters."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.rules import normalise_password

TIME_COST = 2
MEMORY_KIB = 19 * 1024
NOBODY = "a password that nobody has"

_hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=1)


def configure(memory_kib: int) -> None:
    """Set the cost of new hashes. Older ones stay valid and are renewed at the next sign-in."""
    global _hasher
    _hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=memory_kib, parallelism=1)
    nobodys_hash.cache_clear()


def hash_password(password: str) -> str:
    """Return the hash that is kept of a password."""
    return _hasher.hash(normalise_password(password))


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """Return a hash to check against where there is no account: it takes the same time."""
    return _hasher.hash(NOBODY)


def is_right(password_hash: str, password: str) -> bool:
    """Return whether `password` belongs to a hash; an empty hash is as slow, and wrong."""
    plain = normalise_password(password)
    try:
        _hasher.verify(password_hash or nobodys_hash(), plain)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Return whether a hash was made at another cost than new ones are."""
    return _hasher.check_needs_rehash(password_hash)
