"""The life of a dialogue conference (hội nghị đối thoại). Source: docs/rules/conference-process.md."""

from workflow.machine import Guard, Machine, State, row
from workflow.roles import ORGANISERS, RECORDERS, Role

LEADER = Role.LEADER
BEFORE = "planned collecting agenda_set"
OPEN_TO_GUESTS = f"{BEFORE} in_session"
AFTER_THE_FLOOR = "minuted concluded"
EVERYWHERE = f"{OPEN_TO_GUESTS} {AFTER_THE_FLOOR} closed"

SIGNED_BY_BOTH = Guard(
    "minutes",
    lambda facts: bool(facts.get("has_minutes")),
    "Biên bản chưa có đủ chữ ký của chủ trì và thư ký.",
)
NOT_SIGNED = Guard(
    "minutes",
    lambda facts: not facts.get("has_minutes"),
    "Biên bản đã ký, không mở lại phiên được nữa.",
)
RULED = Guard(
    "unruled",
    lambda facts: not facts.get("unruled"),
    "Còn ý kiến chưa có cơ quan chủ trì hoặc hạn trả lời trong thông báo kết luận.",
)
CHAIRED = Guard(
    "chair", lambda facts: bool(facts.get("chair")), "Hãy chọn người chủ trì trước khi khai mạc."
)

# fmt: off
STATES = {
    "planned":    State("Lên kế hoạch", "Sắp tổ chức", "new"),
    "collecting": State("Nhận câu hỏi", "Đang nhận câu hỏi", "progress"),
    "agenda_set": State("Đã chốt chương trình", "Đã có chương trình", "progress"),
    "in_session": State("Đang họp", "Đang diễn ra", "progress"),
    "minuted":    State("Lập biên bản", "Đang hoàn tất biên bản", "waiting"),
    "concluded":  State("Đã kết luận", "Đã có thông báo kết luận", "done"),
    "closed":     State("Kết thúc", "Đã kết thúc", "done", is_settled=True, is_final=True),
}
STEPS = (
    #   action          from                     to            by
    row("file",          "",                     "planned",    ORGANISERS),
    row("change",        BEFORE,                 "=",          ORGANISERS, audience="staff"),
    row("invite",        OPEN_TO_GUESTS,         "=",          {LEADER}, audience="staff"),
    row("collect",       "planned",              "collecting", ORGANISERS),
    row("set_agenda",    "planned collecting",   "agenda_set", ORGANISERS),
    row("reopen_agenda", "agenda_set",           "collecting", ORGANISERS, needs="note"),
    row("begin",         "collecting agenda_set","in_session", ORGANISERS | {LEADER}, guards=(CHAIRED,)),
    row("adjourn",       "in_session",           "minuted",    RECORDERS),
    row("resume",        "minuted",              "in_session", ORGANISERS, guards=(NOT_SIGNED,), needs="note"),
    row("sign_record",   "minuted",              "=",          ORGANISERS, audience="staff"),
    row("sign_minutes",  "minuted",              "=",          {LEADER}),
    row("conclude",      "minuted",              "concluded",  {LEADER}, guards=(SIGNED_BY_BOTH, RULED)),
    row("finish",        "concluded",            "closed",     ORGANISERS | {LEADER}),
)
VERBS = {
    "file":          "Lập kế hoạch hội nghị",
    "change":        "Sửa kế hoạch",
    "invite":        "Ký giấy mời",
    "collect":       "Mở nhận câu hỏi",
    "set_agenda":    "Chốt chương trình",
    "reopen_agenda": "Mở lại chương trình",
    "begin":         "Khai mạc",
    "adjourn":       "Bế mạc, lập biên bản",
    "resume":        "Mở lại phiên họp",
    "sign_record":   "Thư ký ký biên bản",
    "sign_minutes":  "Chủ trì ký biên bản",
    "conclude":      "Ký thông báo kết luận",
    "finish":        "Kết thúc hội nghị",
}
# fmt: on

CONFERENCE = Machine(kind="conference", states=STATES, steps=STEPS, verbs=VERBS)
MOVES = ("collect", "set_agenda", "reopen_agenda", "begin", "adjourn", "resume", "finish")
HINTS = {
    "collect": "Hợp tác xã gửi câu hỏi cho hội nghị này từ trang của mình.",
    "set_agenda": "Danh sách câu hỏi được khóa; thẻ mời và chương trình in theo bản này.",
    "reopen_agenda": "Hợp tác xã lại gửi được câu hỏi.",
    "begin": "Mở trang ghi ý kiến và màn hình máy chiếu.",
    "adjourn": "Không nhận thêm ý kiến mới; máy còn giữ ý kiến chưa gửi vẫn gửi được.",
    "resume": "Mở lại trang ghi ý kiến.",
    "finish": "Mọi việc của hội nghị đã xong; các kiến nghị tiếp tục vòng đời riêng.",
}
REPLIES = {"": "Chưa trả lời", "yes": "Sẽ dự", "no": "Không dự"}
REPLY_TONES = {"": "waiting", "yes": "done", "no": "refused"}
PLACEMENTS = {"": "Chưa xếp", "agenda": "Nêu tại hội nghị", "written": "Trả lời bằng văn bản"}
PLACEMENT_TONES = {"": "new", "agenda": "progress", "written": "waiting"}
OUTCOMES = {"oral": "Đã trả lời tại chỗ", "owed": "Nợ trả lời bằng văn bản"}
PAPERS = {"minutes": "Biên bản hội nghị", "conclusion": "Thông báo kết luận"}
