"""What a file may be: decided by its bytes, never by its name. Source: docs/rules/files.md."""

import re
from dataclasses import dataclass

import filetype

from workflow.refusal import Refusal
from workflow.text import clean

SIZE_BYTES_MAX = 20 * 1024 * 1024
FILES_MAX = 10
NAME_LENGTH_MAX = 120
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    WORD: "docx",
    EXCEL: "xlsx",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
}
KIND_NAMES = {"pdf": "PDF", "docx": "Word", "doc": "Word", "xlsx": "Excel", "xls": "Excel"}
OFFERED = "PDF, ảnh (JPG, PNG), Word hoặc Excel"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed: its bytes, the type that the bytes say, a safe name with that ending."""

    content: bytes
    name: str
    media_type: str


def check_upload(name: str, content: bytes) -> Upload:
    """Return the upload. Refuses what is empty, too large, or not of an allowed type."""
    shown = safe_name(name, "")
    if not content:
        raise Refusal("file", f"Tệp “{shown}” không có nội dung. Hãy chọn lại tệp.", "files")
    if len(content) > SIZE_BYTES_MAX:
        raise Refusal("file", f"Tệp “{shown}” lớn hơn 20 MB. Hãy gửi tệp nhỏ hơn.", "files")
    media_type = filetype.guess_mime(content[:8192])
    if media_type not in ENDINGS:
        raise Refusal("file", f"Tệp “{shown}” không phải {OFFERED}. Hãy chọn tệp khác.", "files")
    return Upload(content, safe_name(name, ENDINGS[media_type]), media_type)


def safe_name(name: str, ending: str) -> str:
    """Return a name without path, control characters or surprises, with the given ending."""
    last = re.split(r"[/\\]", clean(name).replace("\n", " "))[-1]
    bare = re.sub(r'[<>:"|?*\x00-\x1f\u202a-\u202e\u2066-\u2069]', "", last).strip(". ")
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    stem = stem[:NAME_LENGTH_MAX].strip() or "tep"
    return f"{stem}.{ending}" if ending else bare[:NAME_LENGTH_MAX] or "tep"


def kind_name(media_type: str) -> str:
    """Return what people call the type: PDF, Word, Excel, Ảnh."""
    return KIND_NAMES.get(ENDINGS.get(media_type, ""), "Ảnh")
