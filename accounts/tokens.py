"""Tokens drawn by chance: one-time ones, short enough to be read out and kept only as a hash; and
those of links to a guest's own page.
"""

import secrets
from hashlib import sha256

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is misread for another
GROUPS, GROUP_LENGTH = 4, 4
LINK_BYTES = 16


def new_token() -> str:
    """Return a token such as k7qm-2xwp-9d4t-hh3c: 79 bits of chance."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH)]
    groups = range(0, len(letters), GROUP_LENGTH)
    return "-".join("".join(letters[i : i + GROUP_LENGTH]) for i in groups)


def link_token() -> str:
    """Return a token for a link that nobody can guess, which is kept as it is."""
    return secrets.token_urlsafe(LINK_BYTES)


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()
