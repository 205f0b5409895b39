"""The life of an application for membership (công nhận thành viên).

Source: docs/rules/membership-process.md.
"""

from workflow.machine import Guard, Machine, State, row
from workflow.roles import Role

OWNER, RECORDS, OFFICER = Role.REPRESENTATIVE, Role.RECORDS, Role.OFFICER
HEAD, LEADER = Role.HEAD, Role.LEADER
DESK = {RECORDS, OFFICER, HEAD}
OPEN = "submitted supplement_requested checked proposed"

WHOLE = Guard(
    "papers",
    lambda facts: not facts.get("missing"),
    "Hồ sơ còn thiếu giấy tờ bắt buộc. Hãy đánh dấu giấy tờ đã nhận hoặc yêu cầu bổ sung.",
)
NO_MEMBER = Guard(
    "member",
    lambda facts: not facts.get("is_member"),
    "Hợp tác xã này đang là thành viên hoặc đang tạm dừng.",
)
FOUR_EYES = Guard(
    "four_eyes",
    lambda facts: facts.get("proposer_id") != facts.get("signer_id"),
    "Người trình không ký quyết định mình trình.",
)

# fmt: off
STATES = {
    "submitted":            State("Mới nộp", "Đã nộp, chờ kiểm tra", "new"),
    "supplement_requested": State("Chờ bổ sung", "Chờ hợp tác xã bổ sung", "waiting"),
    "checked":              State("Đủ giấy tờ", "Đủ giấy tờ, đang lập tờ trình", "progress"),
    "proposed":             State("Chờ quyết định", "Đã trình, chờ quyết định", "progress"),
    "recognised":           State("Đã công nhận", "Đã được công nhận thành viên", "done", is_settled=True, is_final=True),
    "declined":             State("Không công nhận", "Chưa được công nhận", "refused", is_settled=True, is_final=True),
    "withdrawn":            State("Đã rút", "Hợp tác xã đã rút", "refused", is_settled=True, is_final=True),
}
STEPS = (
    #   action                from                    to                      by                        tasks that follow
    row("file",               "",                     "submitted",            {OWNER, RECORDS, OFFICER}, "notices.tell_records", guards=(NO_MEMBER,)),
    row("request_supplement", "submitted checked",    "supplement_requested", DESK,                     "notices.tell_owner", needs="note"),
    row("supply",             "supplement_requested", "submitted",            {OWNER, RECORDS, OFFICER}, "notices.tell_officer"),
    row("check",              "submitted",            "checked",              DESK,                     "notices.tell_owner", guards=(WHOLE,)),
    row("propose",            "checked",              "proposed",             DESK,                     "notices.tell_leaders", needs="note", audience="staff"),
    row("send_back",          "proposed",             "checked",              {LEADER},                 "notices.tell_officer", needs="note", audience="staff"),
    row("recognise",          "proposed",             "recognised",           {LEADER},                 "notices.tell_owner", "notices.tell_officer", guards=(FOUR_EYES, NO_MEMBER)),
    row("decline",            "proposed",             "declined",             {LEADER},                 "notices.tell_owner", "notices.tell_officer", guards=(FOUR_EYES,), needs="note"),
    row("hand_over",          "recognised",           "=",                    DESK),
    row("withdraw",           OPEN,                   "withdrawn",            {OWNER},                  "notices.tell_officer"),
)
VERBS = {
    "file":               "Nộp đơn gia nhập",
    "request_supplement": "Yêu cầu bổ sung",
    "supply":             "Gửi bổ sung",
    "check":              "Xác nhận đủ giấy tờ",
    "propose":            "Trình công nhận",
    "send_back":          "Trả lại tờ trình",
    "recognise":          "Ký quyết định công nhận",
    "decline":            "Không công nhận",
    "hand_over":          "Ghi nhận trao quyết định",
    "withdraw":           "Rút đơn",
}
# fmt: on

MEMBERSHIP = Machine(kind="membership", states=STATES, steps=STEPS, verbs=VERBS)
