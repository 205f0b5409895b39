"""The life of a loan after its contract. Source: docs/rules/servicing.md."""

from workflow.machine import Machine, State, row
from workflow.roles import Role

ACCOUNTANT, DIRECTOR, SYSTEM = Role.FUND_ACCOUNTANT, Role.FUND_DIRECTOR, Role.SYSTEM
OPEN = "disbursing active restructured"

# fmt: off
STATES = {
    "contracted":   State("Đã ký hợp đồng", "Đã ký hợp đồng, chờ giải ngân", "new"),
    "disbursing":   State("Đang giải ngân", "Đang giải ngân", "progress"),
    "active":       State("Đang vay", "Đang vay", "progress"),
    "restructured": State("Đã cơ cấu lại", "Đã cơ cấu lại thời hạn trả nợ", "waiting"),
    "settled":      State("Đã tất toán", "Đã trả hết", "done", is_settled=True),
    "written_off":  State("Đã xử lý rủi ro", "Đã xử lý rủi ro", "refused", is_settled=True, is_final=True),
}
STEPS = (
    #   action          from                      to              by
    row("contract",     "",                       "contracted",   {ACCOUNTANT, DIRECTOR, SYSTEM}),
    row("disburse",     "contracted disbursing",  "disbursing",   {ACCOUNTANT}),
    row("complete",     "disbursing",             "active",       {ACCOUNTANT, SYSTEM}),
    row("pay",          OPEN,                     "=",            {ACCOUNTANT}),
    row("settle",       OPEN,                     "settled",      {ACCOUNTANT, SYSTEM}),
    row("reverse",      f"{OPEN} settled",        "=",            {ACCOUNTANT, DIRECTOR}, needs="note"),
    row("reopen",       "settled",                "active",       {ACCOUNTANT, DIRECTOR, SYSTEM}),
    row("restructure",  OPEN,                     "restructured", {DIRECTOR}, needs="note"),
    row("write_off",    OPEN,                     "written_off",  {DIRECTOR}, needs="note"),
    row("recover",      "written_off",            "=",            {ACCOUNTANT}),
)
# fmt: on
VERBS = {
    "contract": "Ký hợp đồng",
    "disburse": "Giải ngân",
    "complete": "Giải ngân đủ",
    "pay": "Thu nợ",
    "settle": "Tất toán",
    "reverse": "Hủy khoản thu",
    "reopen": "Mở lại khoản vay",
    "restructure": "Cơ cấu lại thời hạn trả nợ",
    "write_off": "Xử lý rủi ro",
    "recover": "Thu nợ đã xử lý",
}
CREDIT = Machine("credit", STATES, STEPS, VERBS)
