"""How a borrower's wish for another schedule is answered. Source: docs/rules/restructuring.md."""

from workflow.machine import Machine, State, row
from workflow.roles import Role

OWNER, APPRAISER, DIRECTOR = Role.REPRESENTATIVE, Role.APPRAISER, Role.FUND_DIRECTOR
WAITING = ("asked", "appraised")

# fmt: off
STATES = {
    "asked":     State("Chờ thẩm định", "Quỹ đang thẩm định", "new"),
    "appraised": State("Chờ quyết định", "Chờ Giám đốc Quỹ quyết định", "progress"),
    "approved":  State("Đã cơ cấu", "Đã được cơ cấu lại", "done", is_settled=True, is_final=True),
    "refused":   State("Không đồng ý", "Chưa cơ cấu", "refused", is_settled=True, is_final=True),
    "withdrawn": State("Đã rút", "Đã rút đề nghị", "refused", is_settled=True, is_final=True),
}
STEPS = (
    #   action       from               to           by
    row("ask",       "",                "asked",     {OWNER}),
    row("appraise",  "asked appraised", "appraised", {APPRAISER}),
    row("approve",   "appraised",       "approved",  {DIRECTOR}),
    row("refuse",    "appraised",       "refused",   {DIRECTOR}, needs="note"),
    row("withdraw",  "asked appraised", "withdrawn", {OWNER}),
)
# fmt: on
VERBS = {
    "ask": "Đề nghị cơ cấu",
    "appraise": "Thẩm định",
    "approve": "Cơ cấu lại",
    "refuse": "Không cơ cấu",
    "withdraw": "Rút đề nghị",
}
RESTRUCTURING = Machine("restructuring", STATES, STEPS, VERBS)
KINDS = {
    "adjust": "Điều chỉnh kỳ hạn: trả xong không muộn hơn hợp đồng",
    "extend": "Gia hạn: trả xong muộn hơn hợp đồng",
}
KIND_NAMES = {"adjust": "Điều chỉnh kỳ hạn", "extend": "Gia hạn nợ"}
