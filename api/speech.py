"""How the API reads a request and words its answers: JSON in, JSON or problem+json out."""

from typing import Any

from flask import Response, abort, current_app, json, make_response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from api.rules import KEY, Fault, Invalid, parse_json
from feedback.models import Publication
from web.errors import problem
from workflow.text import clean

BODY_BYTES_MAX = 256 * 1024
NOT_JSON = "Nội dung phải là một đối tượng JSON viết bằng UTF-8, mỗi tên một lần."
WRONG_TYPE = "Gửi nội dung với tiêu đề Content-Type: application/json."
TOO_LARGE = f"Nội dung quá lớn: nhiều nhất {BODY_BYTES_MAX // 1024} KB."
ONCE = "Chỉ gửi một lần: đang có nhiều giá trị."
WRONG_KEY = "Cần 1 đến 200 ký tự ASCII, không có dấu cách."


def asked(*names: str) -> MultiDict[str, str]:
    """Return the query of this request. Raises Invalid: another name than `names`, or one twice."""
    unknown = [name for name in request.args if name not in names]
    if unknown:
        offered = ", ".join(names)
        raise Invalid(*(Fault(clean(name), f"Chỉ nhận: {offered}.") for name in unknown))
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        raise Invalid(*(Fault(name, ONCE) for name in twice))
    return request.args


def json_body() -> dict[str, Any]:
    """Return the body of this request as an object; anything else ends the request."""
    if request.mimetype != "application/json":
        abort(problem(415, WRONG_TYPE))
    request.max_content_length = BODY_BYTES_MAX
    try:
        return parse_json(request.get_data())
    except RequestEntityTooLarge:
        abort(problem(413, TOO_LARGE))
    except ValueError:
        abort(problem(400, NOT_JSON, "json"))


def idempotency_key() -> str | None:
    """Return the caller's key, None where there is none. Raises Invalid."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Invalid(Fault("Idempotency-Key", WRONG_KEY))
    return key


def invalid(error: Invalid) -> Response:
    """Return 422 with every fault; `detail` and `field` are those of the first."""
    first = error.faults[0]
    response = problem(422, first.detail, "invalid", first.field)
    faults = [{"field": fault.field, "detail": fault.detail} for fault in error.faults]
    response.set_data(json.dumps({**response.get_json(), "errors": faults}))
    return response


def created(body: str) -> Response:
    """Return 201 with the body as it was first written, and where the petition is."""
    response = make_response(body, 201)
    response.headers["Content-Type"] = "application/json"
    response.headers["Location"] = url_for("api.show_petition", code=json.loads(body)["code"])
    return response


def url_of(one: Publication) -> str:
    """Return the address of a published answer for people."""
    base_url: str = current_app.extensions["settings"].base_url
    return base_url + url_for("feedback.answer", publication_id=one.id)


def tagged(body: dict[str, Any]) -> Response:
    """Return `body` under a weak tag of its own, or 304 where the caller holds it already."""
    response = make_response(body)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response
