"""Every refusal and every fault is a page (or problem+json) that says what to do."""

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from psycopg.errors import Error, UniqueViolation
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from web.bodies import NotUtf8
from workflow.refusal import Missing, Refusal

log = logging.getLogger("donghanh.web")
BARE = (500, 503)
ASKED_TOO_MUCH = "54"  # the class of PostgreSQL's codes for what exceeds a limit of the program
NEVER_SHOWN = frozenset({"csrf_token", "password", "again", "old"})
FOR_PROGRAMS = ("/api/", "/healthz", "/readyz")
UNREADABLE = (
    "Trong phần chữ gửi lên có ký tự không đọc được. Nội dung đã lưu trước đó không đổi. "
    "Hãy quay lại, xóa các ký tự lạ (như dấu �) rồi gửi lại."
)
STALE = "Người khác vừa xử lý hồ sơ này. Hãy tải lại trang để xem thay đổi rồi làm lại."
PRESSED = (
    "Trang này chỉ hiện ra sau khi bấm nút ở một trang khác, nên không mở lại bằng địa chỉ được. "
    "Hãy về trang đó rồi bấm lại."
)
TITLES = {
    400: "Yêu cầu chưa đúng",
    401: "Cần đăng nhập",
    403: "Không có quyền làm việc này",
    404: "Không tìm thấy trang",
    405: "Yêu cầu chưa đúng",
    409: "Chưa làm được việc này",
    413: "Gửi lên quá nhiều",
    415: "Định dạng chưa đúng",
    422: "Thông tin chưa đúng",
    429: "Quý vị thao tác quá nhanh",
    500: "Hệ thống gặp lỗi",
    503: "Hệ thống đang tạm dừng",
}
TEXTS = {
    400: "Trang đã mở quá lâu hoặc yêu cầu bị thiếu. Hãy quay lại, tải lại trang rồi thử lại.",
    401: "Phiên làm việc đã hết, hoặc quý vị đã đăng xuất. Hãy đăng nhập để làm tiếp.",
    403: "Tài khoản đang dùng không được làm việc này.",
    404: "Địa chỉ có thể đã gõ sai, hoặc quý vị không được xem nội dung này.",
    405: "Địa chỉ này không nhận kiểu yêu cầu vừa gửi.",
    413: (
        "Mỗi tệp không quá 20 MB, mỗi lần gửi không quá 10 tệp, phần chữ không quá 2 MB. "
        "Hãy chọn tệp nhỏ hơn hoặc viết ngắn hơn."
    ),
    415: "Định dạng nội dung gửi lên chưa được hỗ trợ.",
    429: "Hãy chờ một phút rồi thử lại.",
    500: "Lỗi đã được ghi lại. Nội dung đã lưu không mất. Hãy thử lại sau ít phút.",
    503: "Cơ sở dữ liệu tạm thời không trả lời. Nội dung đã lưu không mất. Hãy thử lại sau 1 phút.",
}


def wants_json() -> bool:
    return request.path.startswith(FOR_PROGRAMS)


def problem(status: int, text: str, reason: str = "", field: str | None = None) -> Response:
    """Return problem+json (RFC 9457): type, title, status, detail, and the field it concerns."""
    body = {
        "type": f"urn:donghanh:problem:{reason or HTTPStatus(status).name.lower()}",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": text,
    }
    if field:
        body["field"] = field
    response = make_response(body, status)
    response.headers["Content-Type"] = "application/problem+json"
    return response


def page(status: int, text: str = "", reason: str = "", **more: object) -> Response:
    """Return an error as a page or as JSON, whichever the path speaks. `more`: for a page only."""
    shown = text or TEXTS.get(status, TEXTS[400])
    if wants_json():
        return problem(status, shown, reason)
    title = TITLES.get(status, TITLES[400])
    # The address is not repeated: what is barred and what never was look alike.
    values = {"status": status, "title": title, "text": shown, "way_back": "/"}
    if status in BARE:
        return make_response(_render_bare("errors/error.html", **values), status)
    kept: dict[str, object] = {}
    if status == HTTPStatus.CONFLICT:
        kept = {"typed": _typed(), "latest": _latest()}
    elif status == HTTPStatus.UNAUTHORIZED:
        kept = {"typed": _typed(), "next": _page_of(request.path)}
    return make_response(render_template("errors/error.html", **values | kept | more), status)


def _typed() -> list[str]:
    """Return the words that were sent in vain, so that whoever wrote them can copy them."""
    try:
        words = [(name, value.strip()) for name, value in request.form.items(multi=True)]
    except HTTPException:  # refused before it was read, and then no words
        return []
    return [value for name, value in words if " " in value and name not in NEVER_SHOWN]


def _latest() -> str | None:
    """Return the address of the dossier that was acted on, None where it was something else."""
    code = (request.view_args or {}).get("code", "")
    path = request.path.partition(code)[0] + code if code else ""
    return path if path and _is_page(path) else None


def _page_of(path: str) -> str:
    """Return the page that an address belongs to: itself, or what stands above it."""
    while path and not _is_page(path):
        path = path.rpartition("/")[0]
    return path or "/"


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


def _render_bare(name: str, **values: object) -> str:
    """Render without the header's people and counts, which the database may not give now."""
    environment = current_app.jinja_env
    spoken: str = environment.chosen()  # type: ignore[attr-defined]
    return environment.get_template(name).render(page_language=spoken, **values)


def undo() -> None:
    """Take back what the refused request changed, so that the page's own queries can be asked."""
    current_app.extensions["sqlalchemy"].session.rollback()


def refused(error: Refusal) -> Response:
    """A refusal is a conflict with the present state: 409; a rate limit is 429."""
    undo()
    status = {"rate": 429, "forbidden": 403, "sign_in": 401}.get(error.reason, 409)
    if wants_json():
        return problem(422 if error.field else status, error.text, error.reason, error.field)
    return page(status, error.text, error.reason)


def missing(_error: Missing) -> Response:
    """No such record, or not for this reader: the same page."""
    undo()
    return page(404)


def stale(_error: StaleDataError) -> Response:
    """Somebody else was faster: nothing of this request was kept."""
    undo()
    return page(409, STALE, "stale")


def taken(error: IntegrityError) -> Response:
    """A row that somebody wrote a moment before, such as by a double press: nothing was kept.

    A row that breaks any other rule of the database is a fault.
    """
    return stale(StaleDataError()) if isinstance(error.orig, UniqueViolation) else failed(error)


def broken(error: DBAPIError) -> Response:
    """The database is away: nothing was changed, and the next request tries anew.

    One that answers that it was asked for too much is there: that is a fault of ours.
    """
    if isinstance(error.orig, Error) and (error.orig.sqlstate or "").startswith(ASKED_TOO_MUCH):
        return failed(error)
    log.error("database_away", extra={"error": type(error).__name__})
    text = TEXTS[503]
    if wants_json():
        response = problem(503, text)
    else:  # a page that asks the database for nothing
        html = _render_bare("errors/away.html", title=TITLES[503], text=text)
        response = make_response(html, 503)
    response.headers["Retry-After"] = "30"
    return response


def declined(error: HTTPException) -> Response:
    """What Flask itself declines: no such address, a method that it does not take, too much."""
    if not isinstance(error, MethodNotAllowed):
        return page(error.code or 500)
    is_opened = request.method in ("GET", "HEAD") and not wants_json()
    response = _pressed() if is_opened else page(405)
    response.allow.update(error.valid_methods or ())
    return response


def _pressed() -> Response:
    above = _page_of(request.path).rstrip("/")  # not the first page, which has no such button
    return page(405, PRESSED, title="Trang này mở bằng nút bấm", above=above)


def failed(error: Exception) -> Response:
    """Anything unforeseen: logged by its kind with a trace, shown without one."""
    log.error("request_failed", exc_info=error, extra={"error": type(error).__name__})
    return page(500)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(Missing, missing)
    app.register_error_handler(StaleDataError, stale)
    app.register_error_handler(IntegrityError, taken)
    app.register_error_handler(OperationalError, broken)
    app.register_error_handler(InterfaceError, broken)
    app.register_error_handler(CSRFError, lambda _error: page(400, reason="csrf"))
    app.register_error_handler(NotUtf8, lambda _error: page(400, UNREADABLE, "encoding"))
    app.register_error_handler(HTTPException, declined)
    app.register_error_handler(Exception, failed)
