"""What the letters of review and decision say: memo, approval, refusal. Reads only."""

from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from letters.content import LetterBody, LetterContent, LetterTable, Point, letterhead
from letters.models import Letter
from letters.rules import (
    Authority,
    authority_lines,
    letter_symbol,
    recipient_lines,
    usual_authority,
)
from loans.appraisal_models import LoanAppraisal
from loans.appraisal_queries import (
    cash_of,
    list_visits,
    parts_of,
    version_for,
)
from loans.decision_rules import Case, Reason, largest_amount, points
from loans.models import LoanApplication
from loans.money_text import dong, percent
from loans.offer_rules import Figures
from loans.programme_models import LoanProgrammeVersion
from loans.words import METHODS
from workflow.amount_words import amount_words

FUND = "Quỹ hỗ trợ phát triển hợp tác xã tỉnh"
CONCLUDED = {
    "approve": "Đề nghị cho vay {amount} trong {months} tháng",
    "reject": "Đề nghị chưa cho vay",
}
THANKS = "Quỹ trân trọng cảm ơn Quý hợp tác xã đã tin tưởng và mong tiếp tục được đồng hành"


def _symbol(settings: Settings, kind: str, application: LoanApplication) -> str:
    unit = application.dossier.unit
    return letter_symbol(kind, settings.alliance_symbol, unit.symbol if unit else "")


def _unit_symbol(application: LoanApplication) -> str:
    unit = application.dossier.unit
    return unit.symbol if unit else ""


def memo_content(
    session: Session,
    settings: Settings,
    application: LoanApplication,
    appraisal: LoanAppraisal,
    signer: Account,
    today: date,
) -> LetterContent:
    """Return the memo (tờ trình) of a round: who asks, what was seen, the figures, the proposal."""
    version = version_for(session, application, today)
    figures = Figures(appraisal.amount_vnd, appraisal.months, appraisal.opening_vnd)
    proposal = CONCLUDED[appraisal.conclusion].format(
        amount=dong(appraisal.amount_vnd), months=appraisal.months
    )
    conditions = f"\nĐiều kiện: {appraisal.conditions.strip()}" if appraisal.conditions else ""
    body = LetterBody(
        subject=f"kết quả thẩm định hồ sơ vay {application.dossier.code} của "
        f"{application.dossier.asker.short_name}",
        addressees=("Giám đốc Quỹ, Hội đồng quản lý Quỹ",),
        opening="Thẩm định viên đã kiểm tra hồ sơ, kiểm tra thực tế và báo cáo như sau:",
        points=(
            Point("Người vay và phương án", _asked(application)),
            Point("Kiểm tra thực tế", _visits(session, application)),
            Point("Dòng tiền trả nợ", _cash(application, version, figures)),
            Point("Bảo đảm tiền vay", _collateral(application, appraisal, version)),
            Point("Nhận xét của thẩm định viên", appraisal.opinion.strip()),
            Point("Đề nghị", f"{proposal}.{conditions}"),
        ),
        closing="Kính trình xem xét, quyết định",
        recipients=recipient_lines((), _unit_symbol(application)),
        authority=("NGƯỜI THẨM ĐỊNH",),
        signer_name=signer.full_name,
        tables=(score_table(appraisal),),
    )
    symbol = _symbol(settings, "proposal", application)
    return LetterContent("proposal", letterhead(settings), symbol, body)


def _asked(application: LoanApplication) -> str:
    return (
        f"{application.dossier.asker.name} đề nghị vay {dong(application.amount_vnd)} trong "
        f"{application.months} tháng để {application.purpose.strip().rstrip('.')}. "
        f"Tổng vốn của phương án {dong(application.total_vnd)}, trong đó vốn tự có "
        f"{dong(application.own_vnd)}. Cách trả: {METHODS[application.method].lower()}."
    )


def _visits(session: Session, application: LoanApplication) -> str:
    return "\n".join(
        f"Ngày {one.visited_on:%d/%m/%Y} tại {one.place}, làm việc với {one.met}: {one.seen}"
        for one in list_visits(session, application.dossier_id)
    )


def _cash(application: LoanApplication, version: LoanProgrammeVersion, figures: Figures) -> str:
    found = cash_of(application, version, figures)
    coverage = found.coverage_ppm // 10_000
    held = (
        f"Tháng nào cũng đủ tiền trả; tháng ít nhất {found.lowest.month:%m/%Y} còn "
        f"{dong(found.lowest.balance_vnd)}."
        if found.holds
        else f"Tháng {found.lowest.month:%m/%Y} thiếu {dong(found.missing_vnd)}."
    )
    return (
        f"Trong {len(found.months)} tháng, thu trừ chi {dong(found.income_vnd)}, phải trả Quỹ "
        f"{dong(found.due_vnd)} gồm gốc và lãi {percent(version.rate_ppm)} một năm; thu gấp "
        f"{coverage // 100},{coverage % 100:02d} lần số phải trả. {held}"
    )


def _collateral(
    application: LoanApplication, appraisal: LoanAppraisal, version: LoanProgrammeVersion
) -> str:
    if not application.is_secured:
        return f"Vay không có tài sản bảo đảm. Lý do: {application.unsecured_reason.strip()}"
    names = {one.position: one.description for one in application.collateral}
    lines = [
        f"{names.get(one.position, '')}: {dong(one.value_vnd)} ({one.basis.strip()})"
        for one in appraisal.values
    ]
    value_vnd = sum(one.value_vnd for one in appraisal.values)
    carried = value_vnd * version.collateral_percent // 100
    lines.append(
        f"Tổng giá trị {dong(value_vnd)}, được vay nhiều nhất {version.collateral_percent} %, "
        f"tức {dong(carried)}."
    )
    return "\n".join(lines)


def score_table(appraisal: LoanAppraisal) -> LetterTable:
    """Return the scorecard of a round as a table."""
    parts = parts_of(appraisal)
    return LetterTable(
        title="Bảng điểm thẩm định",
        heads=("Tiêu chí", "Trọng số", "Điểm (0-10)", "Được"),
        aligns="lrrr",
        rows=tuple(
            (part.name, str(part.weight), str(part.score), points(part.tenths)) for part in parts
        ),
        foot=("Cộng (cần từ " + points(appraisal.needed_tenths) + ")", "100", "",
              points(appraisal.total_tenths)),
    )  # fmt: skip


def approval_content(
    settings: Settings,
    application: LoanApplication,
    appraisal: LoanAppraisal,
    version: LoanProgrammeVersion,
    signer: Account,
    position: str,
    expires_on: date,
) -> LetterContent:
    """Return the letter that offers a loan: amount in figures and words, conditions, until when."""
    amount = dong(appraisal.amount_vnd)
    points_said = [
        Point("Số tiền vay", f"{amount} ({amount_words(appraisal.amount_vnd)})."),
        Point(
            "Thời hạn và lãi suất",
            f"{appraisal.months} tháng kể từ ngày nhận tiền; lãi suất {percent(version.rate_ppm)} "
            f"một năm, giữ nguyên cho cả khoản vay; lãi quá hạn bằng "
            f"{version.overdue_factor_percent} % lãi trong hạn.",
            version.legal_basis,
        ),
        Point("Cách trả nợ", f"{METHODS[application.method]}. Lịch trả nợ kèm theo hợp đồng."),
    ]
    if appraisal.conditions.strip():
        points_said.append(Point("Điều kiện", appraisal.conditions.strip()))
    points_said.append(
        Point(
            "Trả lời của Quý hợp tác xã",
            f"Đề nghị trả lời nhận hoặc không nhận khoản vay trước hết ngày "
            f"{expires_on:%d/%m/%Y} trên trang hồ sơ {application.dossier.code}, hoặc báo cho Quỹ "
            "bằng văn bản, điện thoại. Sau ngày đó Quỹ dành tiền cho hồ sơ tiếp theo.",
        )
    )
    subject = f"cho vay vốn đối với {application.dossier.asker.short_name}"
    opening = (
        f"{FUND} đã xem xét hồ sơ vay {application.dossier.code} ngày "
        f"{application.dossier.received_on:%d/%m/%Y} của Quý hợp tác xã và đồng ý cho vay như sau:"
    )
    said = (subject, opening, tuple(points_said), THANKS)
    return _letter(settings, application, signer, position, said)


def refusal_content(
    settings: Settings,
    application: LoanApplication,
    case: Case,
    reasons: tuple[Reason, ...],
    note: str,
    signer: Account,
    position: str,
    until: date,
) -> LetterContent:
    """Return the letter of a refusal: each rule, found, needed, the smallest change; what next."""
    said = [
        Point(reason.name, f"{reason.found}; cần: {reason.needed}.{_change(reason)}")
        for reason in reasons
    ]
    if note.strip():
        said.append(Point("Giải thích thêm" if reasons else "Lý do", note.strip()))
    best = largest_amount(case)
    if any(one.change and one.change.field == "amount_vnd" for one in reasons) and best:
        text = f"Với các số liệu hiện nay, khoản vay lớn nhất đạt mọi giới hạn là {dong(best)}."
        said.append(Point("Mức vay có thể được", text))
    said.append(
        Point(
            "Việc Quý hợp tác xã có thể làm",
            f"Đề nghị xem xét lại một lần, chậm nhất ngày {until:%d/%m/%Y}; hoặc nộp hồ sơ mới "
            "theo mức đã nêu; hoặc gửi kiến nghị nếu không đồng ý.",
        )
    )
    subject = f"chưa cho vay vốn đối với {application.dossier.asker.short_name}"
    opening = (
        f"{FUND} đã xem xét hồ sơ vay {application.dossier.code} ngày "
        f"{application.dossier.received_on:%d/%m/%Y} của Quý hợp tác xã. "
        "Quỹ chưa cho vay được vì những lý do sau:"
    )
    return _letter(settings, application, signer, position, (subject, opening, tuple(said), THANKS))


def _change(reason: Reason) -> str:
    return f"\nThay đổi nhỏ nhất để đạt: {reason.change.text}" if reason.change else ""


def _letter(
    settings: Settings,
    application: LoanApplication,
    signer: Account,
    position: str,
    said: tuple[str, str, tuple[Point, ...], str],
) -> LetterContent:
    subject, opening, said_points, closing = said
    authority = usual_authority(position)
    lines = authority_lines(authority, position)
    if authority is Authority.ORDER:
        lines = (position.upper(),)  # the fund is a body of its own: its director signs for it
    body = LetterBody(
        subject=subject,
        addressees=(application.dossier.asker.name,),
        opening=opening,
        points=said_points,
        closing=closing,
        recipients=recipient_lines(("Kế toán Quỹ",), _unit_symbol(application)),
        authority=lines,
        signer_name=signer.full_name,
    )
    symbol = _symbol(settings, "official_letter", application)
    return LetterContent("official_letter", letterhead(settings), symbol, body)


def petition_offer(
    application: LoanApplication, letter: Letter, reasons: tuple[Reason, ...], note: str
) -> dict[str, object]:
    """Return what a petition against a refusal begins with: the event of the refusal keeps it."""
    code = application.dossier.code
    began = (
        f"Hồ sơ vay {code} chưa được vay theo văn bản số {letter.full_number} ngày "
        f"{letter.issued_on:%d/%m/%Y}. Quỹ nêu các lý do:"
    )
    lines = [began, *(f"- {one.name}: {one.found}; cần: {one.needed}." for one in reasons)]
    if note.strip():
        lines.append(f"- Giải thích của Quỹ: {note.strip()}")
    lines.append("Hợp tác xã không đồng ý vì: ")
    return {
        "subject": f"Không đồng ý với lý do chưa cho vay của hồ sơ {code}",
        "situation": "\n".join(lines),
        "demands": [f"Xem xét lại việc cho vay của hồ sơ {code}"],
    }
