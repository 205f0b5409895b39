"""What minutes, conclusion notice and opening paper say, from the record.

Source: docs/rules/conference-papers.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Account
from conferences.letter_texts import hour_words, named, when_words
from conferences.models import Conference, ConferenceAttendance, ConferenceIssue, ConferencePaper
from config import Settings
from letters.content import LetterContent, Point
from letters.drafts import Named, usual_letter
from units.models import Unit
from web.filters import day
from workflow.localtime import to_local

NAMED_MAX = 60
ATTENDED = "Dự hội nghị: {} đại biểu, trong đó có đại diện {} hợp tác xã và {} cơ quan."
CHECKED = (
    "Biên bản được đọc lại cho các thành viên dự họp cùng nghe, thống nhất nội dung. "
    "Hội nghị kết thúc vào {end} cùng ngày"
)
OPENING = (
    "Ngày {held}, tại {place}, {alliance} tổ chức {name}. Dự hội nghị có đại diện {bodies} cơ "
    "quan, {cooperatives} hợp tác xã.\n"
    "Sau khi nghe {raised} ý kiến của hợp tác xã và trả lời của các cơ quan, {chair} kết luận và "
    "giao nhiệm vụ như sau:"
)
CLOSING = (
    "Các cơ quan chủ trì trả lời hợp tác xã bằng văn bản đúng hạn, gửi {alliance} theo dõi; kết "
    "quả được báo cáo khi khai mạc hội nghị năm sau"
)


@dataclass(frozen=True, slots=True)
class Roll:
    """Who was there."""

    people: Sequence[ConferenceAttendance]

    @property
    def cooperatives(self) -> int:
        return len({one.cooperative_id for one in self.people if one.cooperative_id})

    @property
    def bodies(self) -> int:
        return len({one.unit_id for one in self.people if one.unit_id})


def minutes_body(conference: Conference, roll: Roll, issues: Sequence[ConferenceIssue]) -> str:
    """Return the minutes as the record gives them: one paragraph a line, to be edited."""
    chair, secretary = conference.chair, conference.secretary
    began = conference.began_at or conference.begins_at
    parts = [
        f"Thời gian bắt đầu: {hour_words(began)}, ngày {day(began)}.",
        f"Địa điểm: {conference.place}.",
        "I. Thành phần",
        f"Chủ trì: {_person(chair)}.",
        f"Thư ký: {_person(secretary)}.",
        ATTENDED.format(len(roll.people), roll.cooperatives, roll.bodies),
        *_named(roll),
        "II. Chương trình",
        *(_part(part.title, part.speakers) for part in conference.parts),
        "III. Ý kiến và trả lời, theo thứ tự phát biểu",
        *(_issue(place, issue) for place, issue in enumerate(issues, start=1)),
        "IV. Kết luận",
        "Chủ trì hội nghị kết luận theo thông báo ban hành riêng.",
        CHECKED.format(end=hour_words(conference.adjourned_at or conference.ends_at)) + ".",
    ]
    return "\n".join(parts)


def _person(account: Account | None) -> str:
    if account is None:
        return "chưa ghi"
    return f"{account.full_name}, {account.position}" if account.position else account.full_name


def _named(roll: Roll) -> list[str]:
    if not roll.people or len(roll.people) > NAMED_MAX:
        return []
    listed = [
        f"{one.full_name} ({one.stands_for})" if one.stands_for else one.full_name
        for one in roll.people
    ]
    return [f"Gồm: {'; '.join(listed)}."]


def _part(title: str, speakers: str) -> str:
    return f"- {title} ({speakers})." if speakers else f"- {title}."


def _issue(place: int, issue: ConferenceIssue) -> str:
    who = ", ".join(filter(None, (issue.asker, issue.speaker_name if issue.cooperative else "")))
    said = issue.words.strip().rstrip(".")
    code = f" (hồ sơ {issue.petition.dossier.code})" if issue.petition else ""
    return f"{place}. Ý kiến số {issue.number}{code}, {who}: {said}. {_answer(issue)}"


def _answer(issue: ConferenceIssue) -> str:
    until = day(issue.owed_by_on)
    if issue.outcome == "oral":
        answer = issue.oral_answer.strip().rstrip(".")
        return f"{issue.answered_by} trả lời: {answer}. Xác nhận bằng văn bản trước {until}."
    by = issue.owed_by_called or "Liên minh"
    return f"{by} trả lời bằng văn bản trước {until}."


def conclusion_opening(settings: Settings, conference: Conference, roll: Roll, raised: int) -> str:
    """Return the words before the rulings."""
    chair = conference.chair
    return OPENING.format(
        held=day(conference.begins_at), place=conference.place, alliance=settings.alliance_name,
        name=named(conference), bodies=roll.bodies, cooperatives=roll.cooperatives, raised=raised,
        chair=f"đồng chí {_person(chair)}" if chair else "chủ trì hội nghị",
    )  # fmt: skip


def ruling_points(issues: Sequence[ConferenceIssue], units: dict[int, Unit]) -> tuple[Point, ...]:
    """Return one point an issue: who leads, with whom, by when."""
    return tuple(
        Point(f"{issue.subject} ({issue.asker}, ý kiến số {issue.number})", ruling(issue, units))
        for issue in issues
    )


def ruling(issue: ConferenceIssue, units: dict[int, Unit]) -> str:
    """Return what is ruled of an issue, as a sentence; "" where nothing is."""
    if issue.lead is None or issue.ruled_by_on is None:
        return ""
    others = [units[one].name for one in issue.cooperating_ids if one in units]
    beside = f", phối hợp với {', '.join(others)}" if others else ""
    words = f" {issue.ruling.strip()}" if issue.ruling.strip() else ""
    until = day(issue.ruled_by_on)
    return f"{issue.lead.name} chủ trì{beside}, trả lời bằng văn bản trước ngày {until}.{words}"


def minutes_content(
    settings: Settings, conference: Conference, paper: ConferencePaper, signer: Account | None
) -> LetterContent:
    """Return the minutes as a letter: two signatures, no addressee."""
    lines = [line for line in paper.body.split("\n") if line.strip()] or [""]
    keeper = paper.secretary or conference.secretary
    return usual_letter(
        settings, "minutes", named(conference), "\n".join(lines[:-1]), (),
        lines[-1].rstrip("."), signer or conference.chair, Named((), ("Chủ trì, thư ký",)),
        co_signer=("THƯ KÝ", keeper.full_name if keeper else ""),
    )  # fmt: skip


def conclusion_content(
    settings: Settings,
    conference: Conference,
    paper: ConferencePaper,
    points: tuple[Point, ...],
    signer: Account | None,
) -> LetterContent:
    """Return the conclusion notice as a letter."""
    subject = f"Kết luận {named(conference)}"
    closing = CLOSING.format(alliance=settings.alliance_name)
    copies = ("Các cơ quan được giao", "Các hợp tác xã nêu ý kiến")
    return usual_letter(
        settings, "notice", subject, paper.body, points, closing, signer or conference.chair,
        Named((), copies),
    )  # fmt: skip


def held_on(conference: Conference) -> date:
    """Return the day of a conference."""
    return to_local(conference.begins_at).date()


def opening_words(before: Conference, counted: dict[str, int]) -> str:
    """Return the first sentence of the opening paper of the conference after `before`."""
    return (
        f"{before.dossier.subject} ({when_words(before)}) nhận {counted['raised']} ý kiến. Đến nay "
        f"đã trả lời bằng văn bản {counted['answered']}, trong đó đúng hạn {counted['in_time']}, "
        f"chậm hạn {counted['late']}; chưa trả lời {counted['open']}, trong đó quá hạn "
        f"{counted['overdue']}. Cam kết: {counted['kept']} đã thực hiện, {counted['running']} đang "
        f"thực hiện, {counted['broken']} không thực hiện được, {counted['lapsed']} quá hạn."
    )
