"""The vault: bytes under their hash. The only code that touches the disk for files.

A file is written beside its place, flushed, then moved there, so that it is whole or absent.
Files never change; a second put of the same bytes finds them, or mends what was damaged.
"""

import os
import tempfile
from hashlib import file_digest, sha256
from pathlib import Path


class Vault:
    """A folder of files named by the SHA-256 of their bytes, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where the bytes of a hash lie. Raises ValueError on what is no hash."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("not a sha256")
        return self.folder / digest[:2] / digest[2:4] / digest

    def put(self, content: bytes) -> str:
        """Keep `content` and return its hash. Raises OSError where the disk is full or closed."""
        digest = sha256(content).hexdigest()
        place = self.path(digest)
        if self.is_whole(digest):
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".put-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(beside).replace(place)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
        return digest

    def is_whole(self, digest: str) -> bool:
        """Return whether the bytes of a hash are there, unchanged. Reads them a piece at a time."""
        try:
            with self.path(digest).open("rb") as content:
                return file_digest(content, sha256).hexdigest() == digest
        except OSError:
            return False

    def remove(self, digest: str) -> None:
        """Remove the bytes of a hash for good; nothing where they are gone."""
        self.path(digest).unlink(missing_ok=True)

    def get(self, digest: str) -> bytes:
        """Return the bytes of a hash. Raises OSError where they are gone or were altered."""
        content = self.path(digest).read_bytes()
        if sha256(content).hexdigest() != digest:
            raise OSError(f"the file {digest} was altered")
        return content
