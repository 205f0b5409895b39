"""How a file is handed out: as an attachment under a safe name, never inside a page."""

import logging

from flask import Response, send_file

from documents.models import Document
from documents.vault import Vault
from web.errors import page

log = logging.getLogger("donghanh.documents")
SANDBOX = "default-src 'none'; sandbox"
AWAY = (
    "Tệp này tạm thời chưa mở được. Lỗi đã được ghi lại để sửa. Hãy thử lại sau, "
    "hoặc gọi Văn phòng Liên minh trong giờ làm việc."
)


def attachment(vault: Vault, document: Document, name: str = "") -> Response:
    """Return a document's bytes as a download.

    Where they are gone or are others than they were: logged, and a friendly page.
    """
    place = vault.path(document.sha256)
    if not vault.is_whole(document.sha256):
        log.error(
            "file_altered" if place.exists() else "file_missing",
            extra={"document_id": document.id},
        )
        return page(500, AWAY)
    response = send_file(
        place,
        mimetype=document.media_type,
        as_attachment=True,
        download_name=name or document.name,
        conditional=False,
        etag=document.sha256,
    )
    return seal_off(response)


def seal_off(response: Response) -> Response:
    """Forbid a file to act where a browser opens it after all, and caches to keep it."""
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
