"""The life of a petition (kiến nghị). Source: docs/rules/petition-process.md."""

from commitments.process import VERBS as COMMITMENT_VERBS
from commitments.process import commitment_rows
from dossiers.task_process import TASKS_DONE, task_rows
from dossiers.task_process import VERBS as TASK_VERBS
from workflow.machine import Facts, Guard, Machine, State, row
from workflow.roles import Role

OWNER, RECORDS, OFFICER = Role.REPRESENTATIVE, Role.RECORDS, Role.OFFICER
HEAD, LEADER, SYSTEM, EXTERNAL = Role.HEAD, Role.LEADER, Role.SYSTEM, Role.EXTERNAL
HANDLERS = {RECORDS, OFFICER, HEAD}
BEFORE_ANSWER = "submitted routed accepted supplement_requested"
UNDER_WAY = f"{BEFORE_ANSWER} forwarded in_review awaiting_signature merged"
WITH_US = "routed accepted forwarded in_review awaiting_signature merged"
MERGED_FROM = "submitted routed accepted"
LEADS_IN = "routed accepted supplement_requested forwarded in_review awaiting_signature"
EVERYWHERE = f"{UNDER_WAY} answered closed declined withdrawn"
AFTER = "answered closed"
ENDED = "closed declined withdrawn"
LETTERS = f"{WITH_US} {AFTER}"


def _all_answered(facts: Facts) -> bool:
    return not facts.get("unanswered")


def _signer_did_not_draft(facts: Facts) -> bool:
    return facts.get("drafter_id") != facts.get("signer_id")


COMPLETE = Guard(
    "unanswered",
    _all_answered,
    "Còn yêu cầu chưa có kết quả, nội dung trả lời hoặc căn cứ. Hãy điền đủ rồi trình lại.",
)
PROMISED = Guard(
    "promises",
    lambda facts: not facts.get("lacking_promises"),
    "Có cam kết chưa đủ đơn vị, việc, hạn hoặc dấu hiệu nhận biết. Điền đủ hoặc xóa trắng dòng đó.",
)
FOUR_EYES = Guard(
    "four_eyes", _signer_did_not_draft, "Người soạn thảo không được ký văn bản của chính mình."
)

SIGNATORY = Guard(
    "signatory",
    lambda facts: bool(facts.get("may_sign")),
    "Chỉ lãnh đạo ký văn bản này. Trưởng Ban Kiểm tra ký thừa lệnh khi mọi lãnh đạo bị nêu tên.",
)
FORWARD_SIGNATORY = Guard(
    "signatory",
    lambda facts: bool(facts.get("may_sign")),
    "Phiếu chuyển do lãnh đạo ký; trưởng đơn vị chỉ ký khi quy định cho phép.",
)
ONCE = Guard(
    "extended",
    lambda facts: not facts.get("is_extended"),
    "Thời hạn đã được gia hạn một lần, không gia hạn thêm được.",
)
NOT_ISSUED = Guard(
    "issued",
    lambda facts: not facts.get("is_issued"),
    "Kiến nghị này đã có văn bản trả lời. Gửi thêm bằng trả lời bổ sung hoặc đính chính.",
)
WRITTEN = Guard(
    "body", lambda facts: bool(facts.get("body")), "Viết nội dung văn bản rồi trình lại."
)
FITS = Guard(
    "kind",
    lambda facts: bool(facts.get("fits")),
    "Hồ sơ chưa đến hoặc đã qua lúc gửi loại văn bản này.",
)
REOPENED_ONCE = Guard(
    "reopened",
    lambda facts: not facts.get("is_reopened"),
    "Kiến nghị đã được xem xét lại một lần. Nếu việc vẫn chưa xong, xin gửi kiến nghị mới và nhắc "
    "mã hồ sơ này, hoặc gọi Văn phòng Liên minh.",
)
REOPENED_IN_TIME = Guard(
    "window",
    lambda facts: bool(facts.get("is_in_window")),
    "Thời gian đề nghị xem xét lại đã hết. Nếu việc vẫn chưa xong, xin gửi kiến nghị mới và nhắc "
    "mã hồ sơ này, hoặc gọi Văn phòng Liên minh.",
)
NO_COMPLAINT = Guard(
    "complaint",
    lambda facts: not facts.get("is_complaint"),
    "Nội dung khiếu nại, tố cáo không bao giờ được công khai.",
)
AGREED = Guard(
    "consent",
    lambda facts: bool(facts.get("may_publish")),
    "Hợp tác xã không đồng ý công khai câu trả lời này.",
)

# fmt: off
STATES = {
    "submitted":            State("Mới gửi", "Đã gửi, chờ tiếp nhận", "new"),
    "routed":               State("Đã phân công", "Đã tiếp nhận, đang xem xét", "progress"),
    "accepted":             State("Đang xử lý", "Đã tiếp nhận, đang xem xét", "progress"),
    "supplement_requested": State("Chờ bổ sung", "Chờ hợp tác xã bổ sung", "waiting"),
    "forwarded":            State("Chuyển cơ quan khác", "Đã chuyển cơ quan có thẩm quyền", "waiting"),
    "in_review":            State("Chờ duyệt", "Đang hoàn tất văn bản trả lời", "progress"),
    "awaiting_signature":   State("Trình ký", "Đang hoàn tất văn bản trả lời", "waiting"),
    "merged":               State("Đã gộp", "Đang xem xét cùng kiến nghị tương tự", "progress"),
    "answered":             State("Đã trả lời", "Đã có trả lời", "done", is_settled=True),
    "closed":               State("Kết thúc", "Đã kết thúc", "done", is_settled=True, is_final=True),
    "declined":             State("Không thụ lý", "Không thuộc phạm vi tiếp nhận", "refused",
                                  is_settled=True, is_final=True),
    "withdrawn":            State("Đã rút", "Hợp tác xã đã rút", "refused",
                                  is_settled=True, is_final=True),
}
STEPS = (
    #   action                from                   to                      by                  tasks that follow
    row("file",               "",                    "submitted",            {OWNER, RECORDS, OFFICER}, "feedback.screen", "feedback.keep_receipt"),
    row("screen",             "submitted",           "=",                    {SYSTEM},           audience="staff"),
    row("route",              "submitted",           "routed",               {SYSTEM, RECORDS},  "notices.tell_owner", "notices.tell_officer"),
    row("hold",               "submitted",           "=",                    {SYSTEM},           "notices.tell_records", audience="staff"),
    row("claim",              EVERYWHERE,            "=",                    {OWNER},            "notices.tell_officer"),
    row("accept",             "submitted routed",    "accepted",             HANDLERS,           "notices.tell_owner"),
    row("hear",               UNDER_WAY,             "=",                    {RECORDS, OFFICER, HEAD}),
    row("rule",               EVERYWHERE,            "=",                    {LEADER},           "notices.tell_owner", "notices.tell_officer"),
    row("amend",              "submitted routed accepted", "=",              {RECORDS, OFFICER, HEAD}),
    row("reassign",           "routed accepted",     "routed",               {RECORDS, HEAD},    "feedback.keep_together", "notices.tell_officer", needs="note"),
    row("request_supplement", "routed accepted",     "supplement_requested", HANDLERS,           "notices.tell_owner", needs="note"),
    row("supply",             "supplement_requested","accepted",             {OWNER, RECORDS},   "notices.tell_officer"),
    row("add_papers",         UNDER_WAY,             "=",                    {OWNER, RECORDS},   "notices.tell_officer"),
    row("message",            UNDER_WAY,             "=",                    {OWNER},            "notices.tell_officer", needs="note"),
    row("decline",            BEFORE_ANSWER,         "declined",             HANDLERS,           "feedback.keep_together", "notices.tell_owner", needs="note code"),
    row("redirect",           BEFORE_ANSWER,         "declined",             {LEADER},           "feedback.keep_together", "feedback.seal_redirect", needs="note code"),
    row("withdraw",           UNDER_WAY,             "withdrawn",            {OWNER},            "feedback.keep_together", "notices.tell_officer"),
    row("extend",             WITH_US,               "=",                    {LEADER},           "feedback.seal_answer", "notices.tell_officer", guards=(ONCE,), needs="note days"),
    row("submit_draft",       "accepted",            "in_review",            HANDLERS,           "notices.tell_head", guards=(COMPLETE, PROMISED), audience="staff"),
    row("return_draft",       "in_review",           "accepted",             {HEAD},             "notices.tell_officer", needs="note", audience="staff"),
    row("approve",            "in_review",           "awaiting_signature",   {HEAD},             "notices.tell_leaders", guards=(COMPLETE, PROMISED, TASKS_DONE), audience="staff"),
    row("return_unsigned",    "awaiting_signature",  "accepted",             {LEADER},           "notices.tell_officer", needs="note", audience="staff"),
    row("sign",               "awaiting_signature",  "answered",             {LEADER, HEAD},     "feedback.seal_answer", guards=(COMPLETE, PROMISED, TASKS_DONE, FOUR_EYES, SIGNATORY, NOT_ISSUED)),
    row("submit_further",     LETTERS,               "=",                    HANDLERS,           "notices.tell_head", guards=(WRITTEN, FITS, PROMISED), audience="staff"),
    row("return_further",     LETTERS,               "=",                    {HEAD, LEADER},     "notices.tell_officer", needs="note", audience="staff"),
    row("approve_further",    LETTERS,               "=",                    {HEAD},             "notices.tell_leaders", guards=(WRITTEN, FITS, PROMISED), audience="staff"),
    row("sign_further",       LETTERS,               "=",                    {LEADER},           "feedback.seal_answer", guards=(WRITTEN, FITS, PROMISED, FOUR_EYES)),
    row("publish",            AFTER,                 "=",                    {RECORDS, HEAD, LEADER}, guards=(AGREED, NO_COMPLAINT)),
    row("unpublish",          AFTER,                 "=",                    {RECORDS, HEAD, LEADER}, needs="note", audience="staff"),
    row("basis_ended",        EVERYWHERE,            "=",                    {SYSTEM},           "notices.tell_head", audience="staff"),
    row("review_basis",       EVERYWHERE,            "=",                    HANDLERS | {LEADER}, needs="note", audience="staff"),
    row("rate",               "answered",            "=",                    {OWNER},            "notices.tell_officer"),
    row("report_effect",      AFTER,                 "=",                    HANDLERS | {SYSTEM}, "notices.tell_officer"),
    row("reopen",             "answered",            "accepted",             {OWNER},            "notices.tell_officer", guards=(REOPENED_ONCE, REOPENED_IN_TIME), needs="note"),
    row("resolve",            AFTER,                 "=",                    HANDLERS | {LEADER}, needs="status"),
    row("close",              "answered",            "closed",               {SYSTEM}),
    row("note",               EVERYWHERE,            "=",                    HANDLERS | {LEADER, EXTERNAL}, needs="note", audience="staff"),
    row("propose_forward",    "accepted",            "=",                    HANDLERS,           "notices.tell_leaders", needs="note", audience="staff"),
    row("forward",            "accepted",            "forwarded",            {LEADER, HEAD},     "feedback.seal_forward", guards=(FORWARD_SIGNATORY, FOUR_EYES)),
    row("body_accept",        "forwarded",           "=",                    {EXTERNAL},         "notices.tell_owner", "notices.tell_officer"),
    row("body_return",        "forwarded",           "accepted",             {EXTERNAL},         "notices.tell_owner", "notices.tell_officer", needs="note"),
    row("body_answer",        "forwarded",           "accepted",             {EXTERNAL},         "notices.tell_officer", needs="note", audience="staff"),
    row("recall",             "forwarded",           "accepted",             {RECORDS, HEAD, LEADER}, "notices.tell_officer", needs="note", audience="staff"),
    row("remind_body",        "forwarded",           "=",                    {SYSTEM},           "feedback.mail_body", "notices.tell_officer", audience="staff"),
    row("escalate_returns",   "accepted",            "=",                    {SYSTEM},           "notices.tell_superiors", audience="staff"),
    row("adopt_answer",       "accepted",            "awaiting_signature",   {LEADER},           "notices.tell_officer", guards=(COMPLETE,), audience="staff"),
    row("remind_supplement",  "supplement_requested","=",                    {SYSTEM},           "notices.tell_owner"),
    row("lapse",              "supplement_requested","withdrawn",            {SYSTEM},           "feedback.keep_together", "notices.tell_owner", "notices.tell_officer"),
    row("bar",                EVERYWHERE,            "=",                    {RECORDS, HEAD},    "notices.tell_officer", needs="note", audience="staff"),
    row("entrust",            UNDER_WAY,             "=",                    {SYSTEM},           "feedback.keep_together", "notices.tell_owner", "notices.tell_officer"),
    row("unbar",              EVERYWHERE,            "=",                    {RECORDS, HEAD},    needs="note", audience="staff"),
    row("retain",             ENDED,                 "=",                    {RECORDS, HEAD, LEADER}, needs="note", audience="staff"),
    row("unretain",           ENDED,                 "=",                    {RECORDS, HEAD, LEADER}, needs="note", audience="staff"),
    row("anonymise",          ENDED,                 "=",                    {SYSTEM},           audience="staff"),
    row("remind",             UNDER_WAY,             "=",                    {SYSTEM},           "notices.tell_officer", audience="staff"),
    row("escalate",           UNDER_WAY,             "=",                    {SYSTEM},           "notices.tell_superiors", audience="staff"),
    row("recount",            UNDER_WAY,             "=",                    {SYSTEM},           "notices.tell_owner", "notices.tell_officer", needs="note"),
    row("take_over",          UNDER_WAY,             "=",                    {RECORDS, HEAD},    "feedback.keep_together", "notices.tell_officer", needs="note"),
    row("follow_unit",        UNDER_WAY,             "=",                    {SYSTEM}),
    row("join_cluster",       EVERYWHERE,            "=",                    HANDLERS | {LEADER}, audience="staff"),
    row("leave_cluster",      EVERYWHERE,            "=",                    HANDLERS | {LEADER}, audience="staff"),
    row("merge",              MERGED_FROM,           "merged",               HANDLERS,           "notices.tell_owner", "notices.tell_officer", needs="note"),
    row("absorb",             LEADS_IN,              "=",                    HANDLERS,           "notices.tell_officer", audience="staff"),
    row("unmerge_new",        "merged",              "submitted",            HANDLERS | {SYSTEM}, "notices.tell_owner", needs="note"),
    row("unmerge_routed",     "merged",              "routed",               HANDLERS | {SYSTEM}, "notices.tell_owner", "notices.tell_officer", needs="note"),
    row("unmerge",            "merged",              "accepted",             HANDLERS | {SYSTEM}, "notices.tell_owner", "notices.tell_officer", needs="note"),
    row("release",            EVERYWHERE,            "=",                    HANDLERS | {SYSTEM}, audience="staff"),
    row("follow_lead",        "merged",              "=",                    {SYSTEM},           audience="staff"),
    row("sign_merged",        "merged",              "answered",             {LEADER, HEAD},     "feedback.seal_answer"),
    row("split",              MERGED_FROM,           "=",                    {RECORDS, OFFICER}, "notices.tell_owner", needs="note"),
    *task_rows(WITH_US, EVERYWHERE),
    *commitment_rows(EVERYWHERE),
)
VERBS = COMMITMENT_VERBS | TASK_VERBS | {
    "file":               "Gửi kiến nghị",
    "screen":             "Kiểm tra tự động",
    "route":              "Phân công",
    "hold":               "Chuyển văn thư xem xét",
    "claim":              "Nhận hồ sơ về",
    "accept":             "Tiếp nhận",
    "hear":               "Ghi lời đáp tại hội nghị",
    "rule":               "Giao theo thông báo kết luận",
    "amend":              "Sửa lời ghi tại hội nghị",
    "reassign":           "Giao lại",
    "take_over":          "Bàn giao",
    "follow_unit":        "Chuyển sang đơn vị kế thừa",
    "join_cluster":       "Ghi cùng hỏi một việc",
    "leave_cluster":      "Đưa ra khỏi cụm",
    "merge":              "Gộp vào kiến nghị khác",
    "absorb":             "Nhận kiến nghị gộp vào",
    "unmerge_new":        "Bỏ gộp, chờ tiếp nhận",
    "unmerge_routed":     "Bỏ gộp, về người được giao",
    "unmerge":            "Bỏ gộp",
    "release":            "Trả kiến nghị đã gộp",
    "follow_lead":        "Theo kiến nghị chính",
    "sign_merged":        "Ký trả lời cùng kiến nghị chính",
    "split":              "Tách thành kiến nghị riêng",
    "request_supplement": "Yêu cầu bổ sung",
    "supply":             "Gửi bổ sung",
    "add_papers":         "Gửi thêm giấy tờ",
    "message":            "Nhắn cho cán bộ",
    "extend":             "Gia hạn trả lời",
    "decline":            "Không thụ lý",
    "redirect":           "Chuyển theo luật khiếu nại, tố cáo",
    "withdraw":           "Rút kiến nghị",
    "submit_draft":       "Trình duyệt",
    "return_draft":       "Trả lại dự thảo",
    "approve":            "Duyệt, trình ký",
    "return_unsigned":    "Trả lại",
    "sign":               "Ký và ban hành",
    "submit_further":     "Trình duyệt văn bản",
    "return_further":     "Trả lại văn bản",
    "approve_further":    "Duyệt văn bản, trình ký",
    "sign_further":       "Ký và ban hành văn bản",
    "publish":            "Công khai câu trả lời",
    "unpublish":          "Gỡ câu trả lời",
    "basis_ended":        "Căn cứ hết hiệu lực",
    "review_basis":       "Xem lại khi căn cứ thay đổi",
    "rate":               "Đánh giá",
    "report_effect":      "Ghi kết quả sau trả lời",
    "reopen":             "Đề nghị xem xét lại",
    "resolve":            "Ghi kết quả giải quyết",
    "close":              "Kết thúc",
    "note":               "Ghi chú nội bộ",
    "propose_forward":    "Đề nghị chuyển cơ quan khác",
    "forward":            "Ký phiếu chuyển",
    "body_accept":        "Cơ quan nhận giải quyết",
    "body_return":        "Cơ quan trả lại",
    "body_answer":        "Cơ quan trả lời",
    "recall":             "Rút phiếu chuyển",
    "remind_body":        "Nhắc cơ quan",
    "escalate_returns":   "Báo bị trả lại hai lần",
    "adopt_answer":       "Dùng câu trả lời của cơ quan",
    "remind_supplement":  "Nhắc bổ sung",
    "lapse":              "Kết thúc vì không bổ sung",
    "bar":                "Khai báo xung đột lợi ích",
    "entrust":            "Giao Ban Kiểm tra",
    "unbar":              "Bỏ khai báo xung đột lợi ích",
    "retain":             "Giữ lại, không ẩn danh",
    "unretain":           "Thôi giữ lại",
    "anonymise":          "Ẩn danh khi hết thời hạn lưu",
    "remind":             "Nhắc hạn",
    "escalate":           "Báo quá hạn",
    "recount":            "Tính lại hạn theo lịch",
}
# fmt: on

PETITION = Machine(kind="petition", states=STATES, steps=STEPS, verbs=VERBS)

SIGNED = ("sign", "sign_merged")  # what puts a final answer into the cooperative's hand
CHANNELS = {
    "portal": "trang của hợp tác xã",
    "api": "phần mềm kết nối",
    "paper": "đơn giấy",
    "telephone": "điện thoại",
    "conference": "hội nghị đối thoại",
}
OUTCOMES = {
    "agreed": "Đồng ý",
    "refused": "Không đồng ý",
    "transferred": "Chuyển cơ quan có thẩm quyền",
    "explained": "Đã giải thích",
}
OUTCOME_TONES = {
    "agreed": "done",
    "refused": "refused",
    "transferred": "waiting",
    "explained": "progress",
}
ANSWER_KINDS = {
    "final": "Trả lời",
    "interim": "Trả lời bước đầu",
    "follow_up": "Trả lời bổ sung",
    "correction": "Đính chính",
}
FURTHER_KINDS = ("interim", "follow_up", "correction")
FURTHER_HINTS = {
    "interim": "Cho hợp tác xã biết việc đã đến đâu. Hạn trả lời chính thức không thay đổi.",
    "follow_up": "Thông tin thêm sau văn bản trả lời. Hợp tác xã đọc nguyên văn.",
    "correction": "Ghi rõ chỗ sai và nội dung đúng. Văn bản cũ vẫn giữ nguyên.",
}
FURTHER_STATES = {"interim": WITH_US, "follow_up": AFTER, "correction": LETTERS}
# Each act on a further letter: the stage that it needs ("" for every role), the stage after it.
FURTHER_STAGES = {
    "submit_further": ({"": "draft"}, "in_review"),
    "return_further": ({"head": "in_review", "leader": "awaiting_signature"}, "draft"),
    "approve_further": ({"": "in_review"}, "awaiting_signature"),
    "sign_further": ({"": "awaiting_signature"}, "issued"),
}
RESOLUTIONS = {
    "answered_explained": "Đã giải trình",
    "resolved": "Đã giải quyết xong",
    "in_resolution_with_roadmap": "Đang giải quyết, có lộ trình",
    "cannot_resolve_yet": "Chưa thể giải quyết",
    "recommend_upward": "Kiến nghị cấp trên",
}
VERDICTS = {"satisfied": "Hài lòng", "partly": "Hài lòng một phần", "unsatisfied": "Chưa hài lòng"}
COMPLAINT = "complaint_or_denunciation"
DECLINE_CODES = {
    COMPLAINT: "Là khiếu nại hoặc tố cáo, giải quyết theo luật riêng",
    "out_of_scope": "Ngoài phạm vi tiếp nhận của Liên minh",
    "anonymous_or_no_contact": "Không có tên hoặc cách liên hệ",
    "not_vietnamese": "Không viết bằng tiếng Việt",
    "duplicate": "Trùng với kiến nghị đã gửi",
    "already_answered": "Đã được trả lời bằng văn bản",
    "slander_or_secret": "Có nội dung xúc phạm hoặc bí mật",
    "under_court_or_settled": "Đang do tòa án xem xét hoặc đã có phán quyết",
}
