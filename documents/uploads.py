"""Files that a page receives: read within their limit, checked, kept, refused in words."""

import logging
from collections.abc import Callable
from datetime import datetime

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from documents.actions import keep
from documents.models import Document
from documents.rules import SIZE_BYTES_MAX, check_upload, safe_name
from store.db import db
from workflow.refusal import Refusal

log = logging.getLogger("donghanh.documents")
Keep = Callable[[str, bytes], Document]
NO_ROOM = (
    "Chưa lưu được tệp “{name}” vì kho lưu trữ đang gặp sự cố. Nội dung đã nhập vẫn còn. "
    "Hãy thử lại sau ít phút, hoặc gọi Văn phòng Liên minh."
)


def keeping(account_id: int | None, now: datetime) -> Keep:
    """Return what checks a file of this request and keeps it in the name of an account."""
    session, vault = db.session(), current_app.extensions["vault"]
    return lambda name, content: keep(session, vault, check_upload(name, content), account_id, now)


def keep_one(keep: Keep, upload: FileStorage) -> Document:
    """Keep a file that was chosen. Raises Refusal, also where there is no room for it."""
    name = upload.filename or ""
    try:
        return keep(name, upload.stream.read(SIZE_BYTES_MAX + 1))
    except OSError as error:
        log.error("file_not_kept", extra={"error": type(error).__name__})
        raise Refusal("file", NO_ROOM.format(name=safe_name(name, "")), "files") from error


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
            kept.append(keep_one(keep, upload))
        except Refusal as refusal:
            problems.append(refusal.text)
    return kept, problems
