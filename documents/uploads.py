"""Files that a page receives: read within their limit, checked, kept, refused in words."""

import logging
from collections.abc import Callable

from flask import request

from documents.models import Document
from documents.rules import SIZE_BYTES_MAX, safe_name
from workflow.refusal import Refusal

log = logging.getLogger("donghanh.documents")
Keep = Callable[[str, bytes], Document]
NO_ROOM = (
    "Chưa lưu được tệp “{name}” vì kho lưu trữ đang gặp sự cố. Nội dung đã nhập vẫn còn. "
    "Hãy thử lại sau ít phút, hoặc gọi Văn phòng Liên minh."
)


def keep_uploads(keep: Keep) -> tuple[list[Document], list[str]]:
    """Keep each file of this request; return what was kept, and in words what was not and why.

    A file that is refused does not take the others with it.
    """
    kept: list[Document] = []
    problems: list[str] = []
    for upload in request.files.getlist("files"):
        if not upload.filename:
            continue  # browsers send an empty part where nothing was chosen
        try:
            kept.append(keep(upload.filename, upload.stream.read(SIZE_BYTES_MAX + 1)))
        except Refusal as refusal:
            problems.append(refusal.text)
        except OSError as error:
            log.error("file_not_kept", extra={"error": type(error).__name__})
            problems.append(NO_ROOM.format(name=safe_name(upload.filename, "")))
    return kept, problems
