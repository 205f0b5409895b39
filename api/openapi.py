"""The description of the API for programs (OpenAPI 3.1), written by hand as data.

`tests/web/test_api.py` compares it with the routes, `tests/test_api_fuzz.py` with the answers.
"""

from typing import Any

from api import loan_openapi, rules
from feedback.process import ANSWER_KINDS, OUTCOMES, PETITION
from feedback.rules import (
    DEMAND_LENGTH_MAX,
    DEMANDS_MAX,
    SITUATION_LENGTH_MAX,
    SUBJECT_LENGTH_MAX,
)
from store.heartbeats import NAMES

Schema = dict[str, Any]
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
PROBLEMS = {
    400: "Nội dung không phải JSON đúng.",
    401: "Thiếu mã truy cập, hoặc mã không đúng.",
    403: "Mã truy cập không có quyền này.",
    404: "Không có, hoặc không được xem.",
    413: "Nội dung quá lớn.",
    415: "Nội dung không phải application/json.",
    422: "Thông tin chưa đúng; errors nêu từng chỗ.",
    429: "Gọi quá nhiều; chờ hết số giây trong Retry-After.",
    503: "Hệ thống đang tạm dừng.",
}


def _object(properties: dict[str, Schema], optional: str = "") -> Schema:
    """Return the schema of an object that has these properties, all but `optional` ones always."""
    required = [name for name in properties if name not in optional.split()]
    return {"type": "object", "properties": properties, "required": required}


def _text(description: str = "", **more: object) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


def _list(items: Schema, **more: object) -> Schema:
    return {"type": "array", "items": items, **more}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


def _query(name: str, description: str, schema: Schema, *, is_required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": is_required,
        "schema": schema,
    }


DAY = _text(format="date")
MOMENT = _text("Giờ Việt Nam, +07:00.", format="date-time")
HASH = _text("SHA-256, 64 chữ số hệ 16.", pattern="^[0-9a-f]{64}$")
CODE = _text("Mã hồ sơ, chữ số cuối là chữ số kiểm tra.", examples=["KN-2026-000123-7"])
STATE = _text(enum=list(PETITION.states))
POSITION = {"type": "integer", "minimum": 1}
WHOLE: Schema = {"type": "integer", "minimum": 0}
PERCENT = _text("Phần trăm, một chữ số thập phân.", pattern=r"^[0-9]+\.[0-9]$")
EXISTING_DAY = (  # of the years 2000 to 2099: a day that is not in the calendar is refused
    "(20[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))|20([02468][048]|[13579][26])-02-29)"
)
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
ZONE = "([Zz]|[+ -]([01][0-9]|2[0-3]):?[0-5][0-9])"  # a "+" that was not encoded is a blank
DAY_IN = _text(format="date", examples=["2024-11-30"], pattern=f"^{EXISTING_DAY}$")
TIME_IN = _text(
    examples=["2026-02-10", "2026-02-10T09:30:00+07:00", "2025-12-31T17:30Z"],
    pattern=f"^{EXISTING_DAY}([Tt ]{CLOCK}{ZONE})?$",
)
LIMIT = _query(
    "limit",
    "Số dòng mỗi trang.",
    {
        "type": "integer",
        "minimum": 1,
        "maximum": rules.PAGE_SIZE_MAX,
        "default": rules.PAGE_SIZE,
    },
)
CURSOR = _query("cursor", "next_cursor của trang trước.", _text())
TOPIC = _object({"code": _text(), "name": _text()})
ANSWERED_ITEM = {
    "position": POSITION,
    "outcome": _text(enum=list(OUTCOMES)),
    "outcome_name": _text(),
    "text": _text(),
    "legal_basis": _text(),
}
PETITION_SUMMARY = {
    "code": CODE,
    "state": STATE,
    "state_name": _text("Tên trạng thái để hiển thị."),
    "subject": _text(),
    "cooperative": _object({"id": _or_null({"type": "integer"}), "name": _text()}),
    "holder": _object(
        {
            "unit": _or_null(_text("Đơn vị đang giữ hồ sơ.")),
            "officer": _or_null(_text("Người đang giữ; chỉ có khi người đọc là cán bộ.")),
        },
        optional="officer",
    ),
    "received_on": DAY,
    "due_on": DAY,
    "provisional": {"type": "boolean", "description": "Lịch nghỉ chưa đủ, ngày hẹn là tạm tính."},
    "paused": {"type": "boolean", "description": "Thời hạn đang dừng để chờ bổ sung."},
    "updated_at": MOMENT,
}
SCHEMAS: dict[str, Schema] = {
    "Problem": _object(
        {
            "type": _text(),
            "title": _text(),
            "status": {"type": "integer"},
            "detail": _text(),
            "field": _text("Trường sai đầu tiên."),
            "errors": _list(_object({"field": _text(), "detail": _text()})),
        },
        optional="field errors",
    ),
    "Deadline": _object(
        {
            "due_on": DAY,
            "provisional": {"type": "boolean"},
            "days": _list(
                _object(
                    {
                        "date": DAY,
                        "counted": {"type": "boolean"},
                        "reason": _or_null(
                            _text("Vì sao không tính: weekend, hoặc tên ngày nghỉ.")
                        ),
                    }
                )
            ),
        }
    ),
    "NewPetition": _object(
        {
            "subject": _text(
                "Tóm tắt trong một câu.",
                minLength=1,
                maxLength=SUBJECT_LENGTH_MAX,
                examples=["Đề nghị nâng mức vay của Quỹ lên 500 triệu đồng"],
            ),
            "demands": _list(
                _text(minLength=1, maxLength=DEMAND_LENGTH_MAX, pattern=r"\S"),
                minItems=1,
                maxItems=DEMANDS_MAX,
            ),
            "topic": _text("Mã lĩnh vực.", examples=["credit_fund"]),
            "situation": _or_null(_text("Khó khăn đang gặp.", maxLength=SITUATION_LENGTH_MAX)),
            "place": _or_null(
                _text("Tên xã, phường (không cần dấu) hoặc mã.", maxLength=rules.PLACE_LENGTH_MAX)
            ),
            "cooperative": {
                "type": ["integer", "string", "null"],
                "description": "Khi đại diện cho nhiều hợp tác xã: id hoặc mã số thuế.",
            },
            "contact_phone": _or_null(_text("Nếu khác số của tài khoản.", examples=["0912345678"])),
            "may_publish": _or_null({"type": "boolean", "default": True}),
        },
        optional="situation place cooperative contact_phone may_publish",
    )
    | {"additionalProperties": False},
    "FiledPetition": _object(
        {"code": CODE, "state": STATE, "due_on": DAY, "receipt_hash": HASH},
    ),
    "PetitionSummary": _object(PETITION_SUMMARY),
    "Petition": _object(
        PETITION_SUMMARY
        | {
            "topic": TOPIC,
            "situation": _text(),
            "demands": _list(_object({"position": POSITION, "text": _text()})),
            "events": _list(
                _object(
                    {
                        "action": _text(enum=sorted({step.action for step in PETITION.steps})),
                        "at": MOMENT,
                        "text": _text("Một câu để hiển thị."),
                        "by": _text(),
                        "note": _text(),
                        "automatic": {"type": "boolean"},
                    }
                )
            ),
            "answers": _list(
                _object(
                    {
                        "kind": _text(enum=list(ANSWER_KINDS)),
                        "text": _text("Nội dung văn bản bước đầu, bổ sung hoặc đính chính."),
                        "corrects": _text("Văn bản được đính chính: số và ngày."),
                        "corrected_by": _list(_text("Văn bản đính chính: số và ngày.")),
                        "letter_number": _text(),
                        "issued_on": DAY,
                        "items": _list(_object(ANSWERED_ITEM)),
                    }
                )
            ),
            "receipt_hash": HASH,
        }
    ),
    "Answer": _object(
        {
            "id": {"type": "integer"},
            "url": _text("Trang của câu trả lời.", format="uri"),
            "kind": _text(enum=list(ANSWER_KINDS)),
            "text": _text("Nội dung văn bản bước đầu, bổ sung hoặc đính chính."),
            "corrected_by": _list(_text("Văn bản đính chính: số và ngày.")),
            "basis_changed": _list(_text("Căn cứ đã hết hiệu lực, chưa được xem lại.")),
            "topic": TOPIC,
            "title": _text(),
            "question": _text(),
            "items": _list(_object({"demand": _text()} | ANSWERED_ITEM)),
            "answered_by": _text(),
            "letter_number": _text(),
            "asked_on": DAY,
            "answered_on": DAY,
        }
    ),
    "Petitions": _object(
        {"petitions": _list(_ref("PetitionSummary")), "next_cursor": _or_null(_text())}
    ),
    "Answers": _object({"answers": _list(_ref("Answer")), "next_cursor": _or_null(_text())}),
    "Overview": _object(
        {
            "cooperatives_total": WHOLE | {"description": "Số hợp tác xã, lũy kế."},
            "cooperatives_new": WHOLE | {"description": "Thành lập mới từ đầu năm."},
            "plan_new": _or_null(WHOLE),
            "plan_attainment_percent": _or_null(PERCENT),
            "charter_capital_vnd": WHOLE,
            "agriculture_percent": _or_null(PERCENT),
            "non_agriculture_percent": _or_null(PERCENT),
            "average_revenue_vnd": _or_null(WHOLE),
            "groups_total": WHOLE | {"description": "Số tổ hợp tác."},
            "groups_average_revenue_vnd": _or_null(WHOLE),
        }
    ),
    "Alive": _object({"alive": {"type": "boolean"}}),
    "Ready": _object({name: {"type": "boolean"} for name in ("database", *NAMES)}),
}


def _answers(status: int, description: str, schema: str, *problems: int) -> dict[str, Any]:
    """Return the answers of an operation: the good one, and the problems it may have."""
    return {
        str(status): {"description": description, "content": {JSON: {"schema": _ref(schema)}}},
        **{
            str(problem): {
                "description": PROBLEMS[problem],
                "content": {PROBLEM_JSON: {"schema": _ref("Problem")}},
            }
            for problem in (*problems, 503)
        },
    }


def _for_accounts(scope: str) -> list[dict[str, list[str]]]:
    return [{"token": [scope]}]


DEADLINE = {
    "operationId": "deadline",
    "summary": "Tính ngày hẹn từng ngày một, theo lịch làm việc.",
    "parameters": [
        _query(
            "received_at",
            "Ngày nhận, hoặc thời điểm nhận có múi giờ.",
            TIME_IN,
            is_required=True,
        ),
        _query(
            "working_days",
            "Số ngày làm việc.",
            {"type": "integer", "minimum": 1, "maximum": rules.DAYS_MAX},
            is_required=True,
        ),
    ],
    "responses": _answers(200, "Ngày hẹn và cách đếm.", "Deadline", 422, 429),
}
FILE_PETITION = {
    "operationId": "file_petition",
    "summary": "Gửi một kiến nghị.",
    "security": _for_accounts("petitions:write"),
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Mã tự đặt: gửi lại cùng mã, cùng nội dung thì nhận lại câu trả lời cũ.",
            "required": False,
            "schema": _text(pattern="^[!-~]{1,200}$"),
        }
    ],
    "requestBody": {"required": True, "content": {JSON: {"schema": _ref("NewPetition")}}},
    "responses": _answers(201, "Đã nhận.", "FiledPetition", 400, 401, 403, 413, 415, 422, 429),
}
LIST_PETITIONS = {
    "operationId": "list_petitions",
    "summary": "Các kiến nghị được xem, thay đổi cũ trước.",
    "security": _for_accounts("petitions:read"),
    "parameters": [
        _query("state", "Chỉ một trạng thái.", _text(enum=["", *PETITION.states])),
        _query(
            "updated_since",
            "Chỉ kiến nghị thay đổi từ lúc này; viết như received_at.",
            TIME_IN | {"pattern": f"^$|{TIME_IN['pattern']}"},
        ),
        CURSOR,
        LIMIT,
    ],
    "responses": _answers(200, "Một trang.", "Petitions", 401, 403, 422, 429),
}
SHOW_PETITION = {
    "operationId": "show_petition",
    "summary": "Một kiến nghị: trạng thái, người giữ, ngày hẹn, diễn biến, trả lời.",
    "security": _for_accounts("petitions:read"),
    "parameters": [
        {"name": "code", "in": "path", "required": True, "schema": CODE},
        {
            "name": "If-None-Match",
            "in": "header",
            "description": "ETag đã nhận; chưa đổi thì trả về 304.",
            "required": False,
            "schema": _text(),
        },
    ],
    "responses": _answers(200, "Kiến nghị.", "Petition", 401, 403, 404, 429)
    | {"304": {"description": "Chưa có gì thay đổi."}},
}
LIST_ANSWERS = {
    "operationId": "list_answers",
    "summary": "Các câu trả lời đã công khai, mới nhất trước.",
    "parameters": [
        _query("q", "Từ cần tìm, không cần dấu.", _text(maxLength=rules.QUERY_LENGTH_MAX)),
        _query("topic", "Mã lĩnh vực.", _text()),
        CURSOR,
        LIMIT,
    ],
    "responses": _answers(200, "Một trang.", "Answers", 422, 429),
}
LOAN_SCHEDULE = {
    "operationId": "loan_schedule",
    "summary": "Lịch trả nợ từng kỳ; không lưu gì.",
    "requestBody": {"required": True, "content": {JSON: {"schema": _ref("LoanTerms")}}},
    "responses": _answers(200, "Lịch trả nợ.", "LoanSchedule", 400, 413, 415, 422, 429),
}
REPORT_OVERVIEW = {
    "operationId": "report_overview",
    "summary": "Số liệu công khai về kinh tế tập thể đến hết một ngày.",
    "parameters": [_query("as_of", "Ngày chốt số liệu; không ghi là hôm nay.", DAY_IN)],
    "responses": _answers(200, "Số liệu.", "Overview", 422, 429),
}
OPENAPI = {
    "operationId": "openapi",
    "summary": "Bản mô tả này.",
    "responses": {"200": {"description": "OpenAPI 3.1.", "content": {JSON: {"schema": {}}}}},
}
HEALTHZ = {
    "operationId": "healthz",
    "summary": "Chương trình đang chạy.",
    "responses": {"200": _answers(200, "Đang chạy.", "Alive")["200"]},
}
READYZ = {
    "operationId": "readyz",
    "summary": "Từng phần đã sẵn sàng chưa.",
    "responses": {
        status: _answers(200, description, "Ready")["200"]
        for status, description in (("200", "Đủ cả."), ("503", "Có phần chưa sẵn sàng."))
    },
}


def document(base_url: str, name: str) -> dict[str, Any]:
    """Return the whole description for the installation at `base_url`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Đồng Hành, {name}",
            "version": "1",
            "description": f"Hướng dẫn: {base_url}/api",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/v1/deadline": {"get": DEADLINE},
            "/api/v1/petitions": {"get": LIST_PETITIONS, "post": FILE_PETITION},
            "/api/v1/petitions/{code}": {"get": SHOW_PETITION},
            "/api/v1/answers": {"get": LIST_ANSWERS},
            "/api/v1/loan-schedule": {"post": LOAN_SCHEDULE},
            "/api/v1/reports/overview": {"get": REPORT_OVERVIEW},
            "/api/v1/openapi.json": {"get": OPENAPI},
            "/healthz": {"get": HEALTHZ},
            "/readyz": {"get": READYZ},
        },
        "components": {
            "schemas": SCHEMAS | loan_openapi.SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
