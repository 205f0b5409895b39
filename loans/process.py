"""The life of an application for a loan (hồ sơ vay). Source: docs/rules/loan-application.md.

The loan itself (disbursing, active, restructured, settled, written off) begins with the contract and
is no part of this table: see servicing/.
"""

from workflow.machine import Facts, Guard, Machine, State, row
from workflow.roles import Role

OWNER, SYSTEM, LEADER = Role.REPRESENTATIVE, Role.SYSTEM, Role.LEADER
APPRAISER, DIRECTOR, ACCOUNTANT = Role.APPRAISER, Role.FUND_DIRECTOR, Role.FUND_ACCOUNTANT
FUND = {APPRAISER, DIRECTOR, ACCOUNTANT}
BEFORE_DECISION = "submitted supplement_requested in_appraisal in_council"
WITH_FUND = "submitted in_appraisal in_council"
AFTER_DECISION = "approved offer_accepted"
UNDER_WAY = f"{BEFORE_DECISION} {AFTER_DECISION}"
EVERYWHERE = f"{UNDER_WAY} contracted rejected lapsed withdrawn"


def _decider_did_not_appraise(facts: Facts) -> bool:
    return facts.get("appraiser_id") != facts.get("decider_id")


FOUR_EYES = Guard(
    "four_eyes",
    _decider_did_not_appraise,
    "Người thẩm định không được quyết định khoản vay mình thẩm định.",
)
SECOND_LOOK_ONCE = Guard(
    "second_look",
    lambda facts: not facts.get("is_looked_at_again"),
    "Hồ sơ đã được xem xét lại một lần. Nếu vẫn chưa đồng ý, xin gửi kiến nghị.",
)
SECOND_LOOK_IN_TIME = Guard(
    "window",
    lambda facts: bool(facts.get("is_in_window")),
    "Thời gian đề nghị xem xét lại đã hết. Xin nộp hồ sơ mới hoặc gửi kiến nghị.",
)

# fmt: off
STATES = {
    "submitted":            State("Mới nộp", "Đã nộp, đang kiểm tra hồ sơ", "new"),
    "supplement_requested": State("Chờ bổ sung", "Chờ hợp tác xã bổ sung", "waiting"),
    "in_appraisal":         State("Đang thẩm định", "Đủ hồ sơ, đang thẩm định", "progress"),
    "in_council":           State("Chờ quyết định", "Đã thẩm định, chờ quyết định", "progress"),
    "approved":             State("Đã duyệt, chờ nhận lời", "Được duyệt, chờ hợp tác xã trả lời", "done"),
    "offer_accepted":       State("Chờ ký hợp đồng", "Đã nhận lời, chờ ký hợp đồng", "progress"),
    "contracted":           State("Đã ký hợp đồng", "Đã ký hợp đồng vay", "done", is_settled=True, is_final=True),
    "rejected":             State("Không cho vay", "Chưa được vay", "refused", is_settled=True),
    "lapsed":               State("Hết hạn", "Đã đóng vì quá hạn trả lời", "refused", is_settled=True, is_final=True),
    "withdrawn":            State("Đã rút", "Hợp tác xã đã rút", "refused", is_settled=True, is_final=True),
}
STEPS = (
    #   action                from                     to                      by                     tasks that follow
    row("file",               "",                      "submitted",            {OWNER},               "loans.prescreen"),
    row("take_in",            "submitted",             "in_appraisal",         {SYSTEM, DIRECTOR},    "notices.tell_owner", "notices.tell_officer"),
    row("hold",               "submitted",             "=",                    {SYSTEM},              "notices.tell_head", needs="note", audience="staff"),
    row("request_supplement", "submitted in_appraisal", "supplement_requested", {SYSTEM, APPRAISER},  "notices.tell_owner", needs="note"),
    row("supply",             "supplement_requested",  "submitted",            {OWNER},               "loans.prescreen"),
    row("remind_supplement",  "supplement_requested",  "=",                    {SYSTEM},              "notices.tell_owner"),
    row("lapse",              "supplement_requested",  "lapsed",               {SYSTEM},              "notices.tell_owner", "notices.tell_officer"),
    row("message",            UNDER_WAY,               "=",                    {OWNER},               "notices.tell_officer", needs="note"),
    row("note",               EVERYWHERE,              "=",                    FUND | {LEADER},       needs="note", audience="staff"),
    row("reassign",           "in_appraisal",          "=",                    {DIRECTOR},            "notices.tell_officer", needs="note", audience="staff"),
    row("visit",              "in_appraisal",          "=",                    {APPRAISER}),
    row("appraise",           "in_appraisal",          "=",                    {APPRAISER},           audience="staff"),
    row("propose",            "in_appraisal",          "in_council",           {APPRAISER},           "notices.tell_owner", "notices.tell_head"),
    row("return_proposal",    "in_council",            "in_appraisal",         {DIRECTOR},            "notices.tell_officer", needs="note", audience="staff"),
    row("put_on_agenda",      "in_council",            "=",                    {DIRECTOR},            audience="staff"),
    row("approve",            "in_council",            "approved",             {DIRECTOR, SYSTEM},    "notices.tell_owner", "notices.tell_officer", guards=(FOUR_EYES,)),
    row("reject",             "in_council",            "rejected",             {DIRECTOR, SYSTEM},    "notices.tell_owner", "notices.tell_officer", guards=(FOUR_EYES,), needs="note"),
    row("second_look",        "rejected",              "in_appraisal",         {OWNER},               "notices.tell_officer", "notices.tell_head", guards=(SECOND_LOOK_ONCE, SECOND_LOOK_IN_TIME), needs="note"),
    row("accept_offer",       "approved",              "offer_accepted",       {OWNER},               "notices.tell_officer"),
    row("decline_offer",      "approved",              "withdrawn",            {OWNER},               "notices.tell_officer"),
    row("lapse_offer",        AFTER_DECISION,          "lapsed",               {SYSTEM},              "notices.tell_owner", "notices.tell_officer"),
    row("sign_contract",      "offer_accepted",        "contracted",           {DIRECTOR},            "notices.tell_owner"),
    row("withdraw",           UNDER_WAY,               "withdrawn",            {OWNER},               "notices.tell_officer"),
    row("remind",             WITH_FUND,               "=",                    {SYSTEM},              "notices.tell_officer", audience="staff"),
    row("escalate",           WITH_FUND,               "=",                    {SYSTEM},              "notices.tell_head", audience="staff"),
)
VERBS = {
    "file":               "Nộp hồ sơ vay",
    "take_in":            "Nhận đủ hồ sơ, giao thẩm định",
    "hold":               "Chuyển Giám đốc Quỹ phân công",
    "request_supplement": "Yêu cầu bổ sung",
    "supply":             "Gửi bổ sung",
    "remind_supplement":  "Nhắc bổ sung",
    "lapse":              "Đóng vì không bổ sung",
    "message":            "Nhắn cho cán bộ",
    "note":               "Ghi chú nội bộ",
    "reassign":           "Giao người khác thẩm định",
    "visit":              "Kiểm tra thực tế",
    "appraise":           "Ghi kết quả thẩm định",
    "propose":            "Trình quyết định",
    "return_proposal":    "Trả lại tờ trình",
    "put_on_agenda":      "Đưa vào phiên họp Hội đồng",
    "approve":            "Duyệt cho vay",
    "reject":             "Không cho vay",
    "second_look":        "Đề nghị xem xét lại",
    "accept_offer":       "Nhận lời vay",
    "decline_offer":      "Không nhận lời vay",
    "lapse_offer":        "Đóng vì quá hạn nhận lời",
    "sign_contract":      "Ký hợp đồng",
    "withdraw":           "Rút hồ sơ vay",
    "remind":             "Nhắc hạn",
    "escalate":           "Báo quá hạn",
}
# fmt: on

LOAN_APPLICATION = Machine(kind="loan_application", states=STATES, steps=STEPS, verbs=VERBS)
