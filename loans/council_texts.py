"""What the minutes of a meeting say: exactly what was recorded. Reads only."""

from sqlalchemy.orm import Session

from config import Settings
from letters.content import LetterBody, LetterContent, LetterTable, Point, letterhead
from letters.rules import letter_symbol, recipient_lines
from loans.council_models import CouncilItem, CouncilMeeting, CouncilMember
from loans.council_queries import members_on, present_ids
from loans.council_rules import VOTE_NAMES, Vote
from loans.money_text import dong
from workflow.localtime import to_local

OUTCOMES = {
    "approved": "Thông qua",
    "refused": "Không thông qua",
    "no_quorum": "Không đủ số thành viên, để lại phiên sau",
    "postponed": "Hoãn, để lại phiên sau",
}
ABSENT = "vắng mặt"


def minutes_content(
    session: Session, settings: Settings, meeting: CouncilMeeting, chair: CouncilMember
) -> LetterContent:
    """Return the minutes (biên bản) of a meeting: who came, each item, each vote with its name."""
    members = members_on(session, meeting.held_on)
    names = {one.id: one.account.full_name for one in members}
    opened = f", khai mạc lúc {to_local(meeting.opened_at):%H:%M}" if meeting.opened_at else ""
    body = LetterBody(
        subject=f"phiên họp Hội đồng quản lý Quỹ số {meeting.number}/{meeting.year}",
        addressees=(),
        opening=f"Hội đồng quản lý Quỹ hỗ trợ phát triển hợp tác xã họp ngày "
        f"{meeting.held_on:%d/%m/%Y} tại {meeting.place}{opened}. Chủ trì: "
        f"{chair.account.full_name}. Thư ký: {meeting.secretary.full_name}.\n"
        f"{_came(meeting, members)}",
        points=tuple(_point(item, names) for item in meeting.items),
        closing="Biên bản được lập theo đúng ý kiến đã ghi nhận tại phiên họp",
        recipients=recipient_lines(("Thành viên Hội đồng", "Giám đốc Quỹ"), ""),
        authority=("CHỦ TRÌ",),
        signer_name=chair.account.full_name,
        tables=tuple(_table(item, names) for item in meeting.items),
        co_signer=("THƯ KÝ", meeting.secretary.full_name),
    )
    symbol = letter_symbol("minutes", settings.alliance_symbol)
    return LetterContent("minutes", letterhead(settings), symbol, body)


def _came(meeting: CouncilMeeting, members: list[CouncilMember]) -> str:
    came = present_ids(meeting)
    reasons = {one.member_id: one.reason for one in meeting.attendance if not one.is_present}
    here = ", ".join(one.account.full_name for one in members if one.id in came)
    away = "; ".join(
        f"{one.account.full_name} ({reasons.get(one.id) or ABSENT})"
        for one in members
        if one.id not in came
    )
    return (
        f"Có mặt {len(came)} trên {len(members)} thành viên: {here or 'không có ai'}."
        + (f" Vắng: {away}." if away else "")
    )  # fmt: skip


def _point(item: CouncilItem, names: dict[int, str]) -> Point:
    row, dossier = item.appraisal, item.application.dossier
    asked = (
        f"Thẩm định viên {row.appraiser.full_name} đề nghị cho vay {dong(row.amount_vnd)} trong "
        f"{row.months} tháng (tờ trình số {row.memo.full_number})."
        if row.conclusion == "approve" and row.memo
        else "Thẩm định viên đề nghị chưa cho vay."
    )
    lines = [asked]
    lines += [
        f"{names.get(tie.member_id, '')} không biểu quyết: {tie.relation}." for tie in item.ties
    ]
    if item.discussion:
        lines.append(f"Ý kiến: {item.discussion}")
    lines.append(result_text(item))
    return Point(f"{dossier.code}, {dossier.asker.name}", "\n".join(lines))


def result_text(item: CouncilItem) -> str:
    """Return the counted result of an item in one sentence."""
    counted = item.tally or {}
    votes = (
        f"{counted.get('in_favour', 0)} tán thành, {counted.get('against', 0)} không tán thành, "
        f"{counted.get('abstained', 0)} không có ý kiến, trên {counted.get('attending', 0)} thành "
        f"viên có quyền biểu quyết có mặt (cần ít nhất {counted.get('quorum', 0)} người dự, "
        f"{counted.get('needed', 0)} phiếu tán thành)"
    )
    chair = "; số phiếu ngang nhau, theo ý kiến Chủ tịch" if counted.get("by_chair") else ""
    return f"Kết quả: {votes}{chair}. {OUTCOMES.get(item.outcome, '')}."


def _table(item: CouncilItem, names: dict[int, str]) -> LetterTable:
    tied = {one.member_id for one in item.ties}
    votes = {one.member_id: one for one in item.votes}
    rows = []
    for member_id, name in names.items():
        vote = votes.get(member_id)
        said = VOTE_NAMES[Vote(vote.vote)] if vote else "-"
        if member_id in tied:
            said = "Không biểu quyết"
        rows.append((name, said, vote.remark if vote else ""))
    return LetterTable(
        title=f"Biểu quyết về {item.application.dossier.code}",
        heads=("Thành viên", "Ý kiến", "Lý do, ý kiến bảo lưu"),
        aligns="lcl",
        rows=tuple(rows),
    )
