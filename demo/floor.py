"""What was raised at the conference of 2/12/2024, and what cooperatives ask before the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from conferences import question_actions
from conferences.models import (
    Conference,
    ConferenceAttendance,
    ConferenceBlock,
    ConferenceIssue,
    ConferenceQuestion,
)
from conferences.question_actions import QuestionText, Sender
from conferences.rules import at_local
from demo.cast import Cast
from demo.story import Case
from feedback.models import Petition
from units.models import Unit

DEVICE = "mayhoitruong"
OWED_ON = date(2024, 12, 16)
BETWEEN = timedelta(minutes=9)
ORAL = {
    "conference-fund": (
        "Chủ tịch Liên minh",
        "Quỹ công khai điều kiện, hồ sơ, thời gian xét vay trong tháng 12; giúp lập phương án.",
    ),
    "conference-ceiling": (
        "Chủ tịch Liên minh",
        "Mức vay do điều lệ Quỹ quy định; Liên minh trình Ủy ban nhân dân tỉnh xem xét nâng mức.",
    ),
    "conference-training": (
        "Chủ tịch Liên minh",
        "Năm 2025 mở bốn lớp cho giám đốc và kế toán, ưu tiên hợp tác xã mới thành lập.",
    ),
    "conference-dissolve": (
        "Phó Chủ tịch Liên minh",
        "Liên minh cử cán bộ hướng dẫn từng bước, không thu phí.",
    ),
}
OWING = {
    "conference-farm-credit": "NHCSXH",
    "conference-storm": "QHT",
    "conference-office": "STNMT",
    "conference-canteens": "SCT",
    "conference-tax-code": "CUCTHUE",
    "conference-young": "CSPT",
}


def raise_issues(
    session: Session, conference: Conference, cast: Cast, cases: Sequence[Case]
) -> list[Case]:
    """Write down what was raised on 2/12/2024, in its order; return the stories of it."""
    raised = [case for case in cases if case.channel == "conference"]
    present = select(ConferenceAttendance).where(
        ConferenceAttendance.conference_id == conference.dossier_id
    )
    people = {person.cooperative_id: person for person in session.scalars(present)}
    units = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    clerk, began = cast.accounts["vanthu"], at_local(date(2024, 12, 2), time(9, 20))
    rows = []
    for number, case in enumerate(raised, start=1):
        cooperative = cast.cooperatives[case.member]
        speaker, at = people.get(cooperative.id), began + BETWEEN * (number - 1)
        told = {
            "conference_id": conference.dossier_id, "number": number, "sequence": number,
            "entry_key": f"hoinghi2024{number}", "raised_at": at, "arrived_at": at,
            "recorded_by_id": clerk.id, "attendance_id": speaker.id if speaker else None,
            "cooperative_id": cooperative.id, "speaker_name": cooperative.representative_name,
            "speaker_position": speaker.position if speaker else "",
        }  # fmt: skip
        rows.append(told | _said(case) | _answered(case, units))
    session.execute(insert(ConferenceIssue), rows)
    block = {"device": DEVICE, "first_number": 1, "last_number": 50, "account_id": clerk.id}
    session.add(ConferenceBlock(conference_id=conference.dossier_id, reserved_at=began, **block))
    conference.last_number = 50
    session.flush()
    return raised


def _said(case: Case) -> dict[str, object]:
    return {
        "device": DEVICE,
        "revision": 1,
        "words": " ".join(case.situation.split()),
        "subject": case.subject,
        "demands": [ask.text for ask in case.asks],
        "topic_code": case.topic,
        "slip_token": sha256(f"slip {case.key}".encode()).hexdigest()[:16],
        "cooperating_ids": [],
        "ruling": "",
    }


def _answered(case: Case, units: Mapping[str, int]) -> dict[str, object]:
    by, answer = ORAL.get(case.key, ("", ""))
    return {
        "outcome": "oral" if answer else "owed",
        "answered_by": by,
        "oral_answer": answer,
        "owed_by_id": units.get(OWING.get(case.key, "")),
        "owed_by_on": OWED_ON,
    }


def join_petitions(
    session: Session,
    conference: Conference,
    raised: Sequence[Case],
    petitions: Mapping[str, Petition],
) -> None:
    """Join what was raised with the petitions that were entered for it the next morning."""
    issues = session.scalars(
        select(ConferenceIssue)
        .where(ConferenceIssue.conference_id == conference.dossier_id)
        .order_by(ConferenceIssue.number)
    ).all()
    for issue, case in zip(issues, raised, strict=True):
        issue.petition_id = petitions[case.key].dossier_id
    session.flush()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for the next conference: who, about what, where it goes, who answers."""

    member: str
    topic: str
    subject: str
    text: str
    placement: str = ""
    body: str = ""
    draft: str = ""
    channel: str = "portal"


QUESTIONS = (
    Asked(
        "huu_lung", "credit_fund", "Đề nghị nâng mức vay của Quỹ lên một tỷ đồng cho kho lạnh",
        "Kho lạnh 20 tấn hết hơn một tỷ đồng. Mức vay hiện nay chỉ đủ một phần ba, phần còn lại "
        "phải vay ngoài với lãi cao.",
        "agenda", "QHT",
        "Quỹ đã trình phương án nâng mức vay cho dự án có kho bảo quản; xin báo cáo lộ trình tại "
        "hội nghị.",
    ),
    Asked(
        "na_chi_lang", "credit_fund", "Đề nghị nâng mức vay của Quỹ lên một tỷ đồng",
        "Hợp tác xã cần vốn làm kho lạnh và xe vận chuyển cho vụ na, mức vay 500 triệu đồng không "
        "đủ.",
        "agenda", "QHT",
    ),
    Asked(
        "bac_son", "credit_bank", "Cho vay trung hạn để trẻ hóa vườn quýt",
        "Vườn quýt 32 ha cần ba đến năm năm mới cho thu; ngân hàng chỉ cho vay ngắn hạn theo hộ.",
        "agenda", "NHCSXH",
    ),
    Asked(
        "van_nham", "land", "Bố trí đất làm xưởng sơ chế sau sắp xếp xã",
        "Xã cũ đã đồng ý cho mượn sân kho, sau sắp xếp chưa biết hỏi ai để ký lại.",
        "agenda", "SNNMT",
    ),
    Asked(
        "tan_thanh", "market_access", "Kết nối tiêu thụ rau vào bếp ăn trường học",
        "Mỗi ngày có 400 kg rau đủ giấy tờ an toàn thực phẩm nhưng chưa vào được bếp ăn.",
        "written", "SCT",
    ),
    Asked(
        "na_sam", "tax", "Hướng dẫn xuất hóa đơn khi bán hàng cho thương lái",
        "Thương lái không lấy hóa đơn, hợp tác xã lo khi quyết toán.",
        channel="telephone",
    ),
    Asked(
        "binh_gia", "training", "Mở lớp kế toán cho hợp tác xã mới thành lập",
        "Kế toán mới chưa biết lập báo cáo tài chính theo mẫu mới.",
        channel="paper",
    ),
    Asked(
        "yen_binh", "training", "Mở lớp kế toán cho hợp tác xã mới ở vùng xa",
        "Từ xã lên thành phố 90 km, mong lớp học mở tại xã hoặc học qua mạng.",
    ),
)  # fmt: skip


def ask_questions(session: Session, conference: Conference, cast: Cast, at: datetime) -> None:
    """Let cooperatives ask before the conference; some are placed, two are put together."""
    clerk = cast.accounts["vanthu"]
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    sent: list[ConferenceQuestion] = []
    for number, one in enumerate(QUESTIONS):
        cooperative = cast.cooperatives[one.member]
        moment = at + timedelta(hours=number)
        by = clerk if one.channel != "portal" else cast.speaker(one.member, moment.date())
        sender = Sender(by, cooperative, "", one.channel)
        said = QuestionText(one.subject, one.text, one.topic, f"demo:{one.member}")
        question = question_actions.send(session, conference, sender, said, moment)
        question.placement = "agenda" if one.placement == "agenda" else ""
        question.body = units.get(one.body)
        if one.draft:
            question_actions.draft_answer(question, one.draft, cast.accounts["luc"], moment)
        sent.append(question)
    session.flush()
    alike = [question.id for question in sent[:2]]
    title = "Nâng mức vay của Quỹ lên một tỷ đồng"
    question_actions.put_together(session, conference, alike, title, clerk, at)
