"""Signed exports: a ZIP whose list of files is signed, and its check. No database.

Source: docs/rules/audit.md.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from dossiers.chain import canonical, entry_from
from dossiers.redaction import first_fault

LIST, SIGNATURE, CERTIFICATE = "danh-muc.json", "danh-muc.sig", "chung-thu.pem"
HISTORY = "lich-su.json"
# A damaged archive, one that is packed or locked in a way that we never write, or a missing part.
UNREADABLE = (
    BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError,
)  # fmt: skip
SIZE_BYTES_MAX = 200 * 1024 * 1024


def seal_files(
    files: Mapping[str, bytes], about: Mapping[str, Any], at: datetime,
    sign: Callable[[bytes], bytes], certificate: bytes,
) -> bytes:  # fmt: skip
    """Return a ZIP of `files` with the list of their hashes, its signature, the certificate."""
    hashes = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
    listed = canonical({**about, "made_at": at, "files": hashes})
    whole = {**files, LIST: listed, SIGNATURE: sign(listed), CERTIFICATE: certificate}
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name, content in whole.items():
            archive.writestr(ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content)
    return kept.getvalue()


def fault_of(export: bytes, is_own: Callable[[bytes, bytes], bool]) -> str | None:
    """Return what is wrong with an export, None where it is whole and ours.

    `is_own`: whether a signature over bytes is the organisation's.
    """
    try:
        with ZipFile(BytesIO(export)) as archive:
            if sum(one.file_size for one in archive.infolist()) > SIZE_BYTES_MAX:
                return "tệp quá lớn"
            files = {one.filename: archive.read(one) for one in archive.infolist()}
        listed, signature = files.pop(LIST), files.pop(SIGNATURE)
    except UNREADABLE:
        return "không phải bản xuất của hệ thống này, hoặc đã hỏng"
    files.pop(CERTIFICATE, None)
    if not is_own(listed, signature):
        return "chữ ký không phải của cơ quan, hoặc danh mục đã bị sửa"
    hashes: dict[str, str] = json.loads(listed)["files"]
    for name in sorted(hashes.keys() | files.keys()):
        if name not in files or name not in hashes:
            return f"{name}: thừa hoặc thiếu"
        if sha256(files[name]).hexdigest() != hashes[name]:
            return f"{name}: nội dung đã bị sửa"
    return _broken_history(files[HISTORY]) if HISTORY in files else None


def _broken_history(content: bytes) -> str | None:
    said = json.loads(content)
    entries = [(entry_from(row), row["prev_hash"], row["hash"]) for row in said["events"]]
    broken = first_fault(entries)
    return f"sự kiện {broken[0]}: {broken[1]}" if broken else None
