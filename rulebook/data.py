"""What a new installation starts with: the calendar of 2024 to 2027 and the dated settings.

Rows, never constants: an administrator's correction stands above them. Source: docs/rules/clock.md.
"""

from dataclasses import dataclass
from datetime import date

TET = "Tết Nguyên đán"
NATIONAL = "Quốc khánh"
VICTORY = "Ngày Chiến thắng"
LABOUR = "Quốc tế Lao động"
KINGS = "Giỗ Tổ Hùng Vương"
NEW_YEAR = "Tết Dương lịch"
CULTURE = "Ngày Văn hóa Việt Nam"
SWAPPED = "Nghỉ hoán đổi với ngày"
MAKEUP = "Làm bù cho ngày"

LAW = "Bộ luật Lao động 2019, Điều 112"
IN_LIEU = "Bộ luật Lao động 2019, Điều 111 khoản 3 (nghỉ bù)"
NOTICE_2024 = "Văn bản 2450/VPCP-KGVX"
NOTICE_2025 = "Thông báo lịch nghỉ năm 2025"
NOTICE_2026 = "Văn bản 12729/VPCP-KGVX"
BREAK_2026 = "Phương án nghỉ Quốc khánh 2026 (5 ngày)"
FORECAST = "Dự tính, chờ quyết định của Thủ tướng Chính phủ"
POLITBURO = "Nghị quyết của Bộ Chính trị (2026), chờ đối chiếu với Bộ luật Lao động"


@dataclass(frozen=True, slots=True)
class Day:
    """A special day of the calendar; see `rulebook.models.CalendarDayRow`."""

    day: date
    kind: str
    name: str
    source: str
    status: str = "decided"


@dataclass(frozen=True, slots=True)
class Setting:
    """A dated setting; see `rulebook.models.DatedSetting`."""

    key: str
    value: str
    legal_basis: str


def _off(year: int, days: str, name: str, source: str, status: str = "decided") -> list[Day]:
    """Holidays of one name, written as "8/2 9/2"."""
    found = []
    for text in days.split():
        number, month = text.split("/")
        found.append(Day(date(year, int(month), int(number)), "holiday", name, source, status))
    return found


CALENDAR_2024 = (
    *_off(2024, "1/1", NEW_YEAR, LAW),
    *_off(2024, "8/2 9/2 12/2 13/2 14/2", TET, LAW),
    *_off(2024, "18/4", KINGS, LAW),
    Day(date(2024, 4, 29), "swapped_off", f"{SWAPPED} 4/5", NOTICE_2024),
    *_off(2024, "30/4", VICTORY, LAW),
    *_off(2024, "1/5", LABOUR, LAW),
    Day(date(2024, 5, 4), "makeup_working", f"{MAKEUP} 29/4", NOTICE_2024),
    *_off(2024, "2/9 3/9", NATIONAL, LAW),
)
CALENDAR_2025 = (
    *_off(2025, "1/1", NEW_YEAR, LAW),
    *_off(2025, "27/1 28/1 29/1 30/1 31/1", TET, NOTICE_2025),
    *_off(2025, "7/4", KINGS, LAW),
    Day(date(2025, 4, 26), "makeup_working", f"{MAKEUP} 2/5", NOTICE_2025),
    *_off(2025, "30/4", VICTORY, LAW),
    *_off(2025, "1/5", LABOUR, LAW),
    Day(date(2025, 5, 2), "swapped_off", f"{SWAPPED} 26/4", NOTICE_2025),
    *_off(2025, "1/9 2/9", NATIONAL, NOTICE_2025),
)
CALENDAR_2026 = (
    *_off(2026, "1/1", NEW_YEAR, LAW),
    Day(date(2026, 1, 2), "swapped_off", f"{SWAPPED} 10/1", NOTICE_2026),
    Day(date(2026, 1, 10), "makeup_working", f"{MAKEUP} 2/1", NOTICE_2026),
    *_off(2026, "16/2 17/2 18/2 19/2 20/2", TET, "Lịch nghỉ Tết Bính Ngọ 2026"),
    Day(date(2026, 4, 27), "compensatory", f"Nghỉ bù {KINGS}", IN_LIEU),
    *_off(2026, "30/4", VICTORY, LAW),
    *_off(2026, "1/5", LABOUR, LAW),
    Day(date(2026, 8, 22), "makeup_working", f"{MAKEUP} 31/8", BREAK_2026),
    Day(date(2026, 8, 31), "swapped_off", f"{SWAPPED} 22/8", BREAK_2026),
    *_off(2026, "1/9 2/9", NATIONAL, LAW),
    *_off(2026, "24/11", CULTURE, POLITBURO, "to_confirm"),
)
CALENDAR_2027 = (
    *_off(2027, "1/1", NEW_YEAR, LAW, "provisional"),
    *_off(2027, "5/2 8/2 9/2 10/2", TET, FORECAST, "provisional"),
    *_off(2027, "16/4", KINGS, LAW, "provisional"),
    *_off(2027, "30/4", VICTORY, LAW, "provisional"),
    Day(date(2027, 5, 3), "compensatory", f"Nghỉ bù {LABOUR}", IN_LIEU, "provisional"),
    *_off(2027, "2/9 3/9", NATIONAL, FORECAST, "provisional"),
    *_off(2027, "24/11", CULTURE, POLITBURO, "to_confirm"),
)
CALENDAR = CALENDAR_2024 + CALENDAR_2025 + CALENDAR_2026 + CALENDAR_2027

VALID_FROM = date(2024, 1, 1)
OWN = "Liên minh tự quy định"
SETTINGS = (
    Setting(
        "petition.acknowledge_days",
        "2",
        f"{OWN}, phỏng theo Quyết định 31/2021/QĐ-TTg, chương VI: báo cho người gửi đã tiếp nhận.",
    ),
    Setting(
        "petition.classify_days",
        "5",
        f"{OWN}, phỏng theo Nghị định 20/2008/NĐ-CP: phân loại, chuyển trong 5 ngày làm việc.",
    ),
    Setting(
        "petition.first_answer_days",
        "0",
        f"{OWN}: hạn trả lời bước đầu; 0 là không đặt hạn riêng, chỉ có hạn trả lời.",
    ),
    Setting(
        "petition.answer_days",
        "15",
        f"{OWN}, phỏng theo Công điện 89/CĐ-TTg ngày 16/6/2025: trả lời trong 15 ngày từ khi nhận.",
    ),
    Setting(
        "petition.answer_multi_body_days",
        "20",
        f"{OWN}, phỏng theo chỉ đạo năm 2017 của Thủ tướng Chính phủ: công khai kết quả trong "
        "20 ngày làm việc; dùng khi có từ hai cơ quan cùng trả lời.",
    ),
    Setting(
        "petition.close_after_days",
        "10",
        f"{OWN}: hồ sơ tự kết thúc 10 ngày làm việc sau khi có trả lời.",
    ),
    Setting(
        "petition.effect_weeks",
        "4",
        f"{OWN}: 4 tuần sau khi trả lời, hỏi hợp tác xã việc đã xong chưa.",
    ),
    Setting(
        "petition.reopen_days",
        "10",
        f"{OWN}: hợp tác xã được đề nghị xem xét lại một lần, trong 10 ngày làm việc.",
    ),
    Setting(
        "petition.retention_years",
        "5",
        f"{OWN}: 5 năm sau khi kết thúc thì ẩn danh kiến nghị (0: không ẩn danh); dữ liệu cá nhân "
        "chỉ lưu trong thời gian cần thiết cho mục đích đã nêu.",
    ),
    Setting(
        "petition.supplement_days",
        "10",
        f"{OWN}: hợp tác xã có 10 ngày làm việc để bổ sung; thời gian chờ không tính vào hạn.",
    ),
    Setting(
        "petition.delivery_days",
        "3",
        f"{OWN}: sau 3 ngày làm việc từ ngày ban hành mà văn bản chưa đến tay hợp tác xã thì gọi.",
    ),
    Setting(
        "petition.supplement_more_days",
        "5",
        f"{OWN}: sau khi nhắc, hợp tác xã có thêm 5 ngày làm việc để bổ sung.",
    ),
    Setting(
        "petition.body_accept_days",
        "2",
        f"{OWN}: cơ quan được chuyển nhận hoặc trả lại trong 2 ngày làm việc.",
    ),
    Setting(
        "petition.body_remind_days",
        "7",
        f"{OWN}: nhắc cơ quan được chuyển sau mỗi 7 ngày làm việc.",
    ),
    Setting(
        "petition.head_signs_forward",
        "0",
        f"{OWN}: phiếu chuyển do lãnh đạo ký (1: trưởng đơn vị ký thừa lệnh cũng được).",
    ),
    Setting(
        "conference.confirm_days",
        "10",
        f"{OWN}: điều trả lời tại hội nghị được xác nhận bằng văn bản trong 10 ngày làm việc.",
    ),
    Setting(
        "petition.remind_before_days",
        "5,2,0",
        f"{OWN}: nhắc người giữ hồ sơ trước hạn 5, 2 và 0 ngày làm việc.",
    ),
    Setting(
        "loan.scorecard",
        "governance|Tổ chức, quản trị hợp tác xã|15|Điều lệ, sổ sách, báo cáo tài chính đầy đủ\n"
        "finance|Tình hình tài chính|20|Hai năm gần nhất có lãi, không nợ quá hạn\n"
        "feasibility|Tính khả thi của phương án|25|Có hợp đồng đầu ra, kỹ thuật, nhân lực\n"
        "repayment|Khả năng trả nợ|20|Thu trừ chi gấp từ 1,5 lần số phải trả\n"
        "security|Bảo đảm tiền vay|10|Tài sản dễ bán, giấy tờ đủ\n"
        "impact|Lợi ích cho thành viên|10|Nhiều thành viên được bao tiêu, thêm việc làm",
        f"{OWN}: bảng điểm thẩm định của Quỹ; mã|tiêu chí|trọng số|điểm cao khi nào, cộng là 100.",
    ),
    Setting("loan.score_needed", "60", f"{OWN}: điểm thẩm định từ 60 trên 100 mới cho vay."),
    Setting(
        "loan.offer_days",
        "10",
        f"{OWN}: hợp tác xã có 10 ngày làm việc để trả lời nhận hay không nhận khoản vay.",
    ),
    Setting(
        "loan.second_look_days",
        "15",
        f"{OWN}: đề nghị xem xét lại một lần, trong 15 ngày làm việc từ ngày quyết định.",
    ),
    Setting(
        "council.quorum_share",
        "2/3",
        f"{OWN}: phiên họp Hội đồng cần từ hai phần ba thành viên có quyền biểu quyết.",
    ),
    Setting("council.quorum_min", "3", f"{OWN}: và không ít hơn 3 thành viên."),
    Setting(
        "council.majority_share",
        "1/2",
        f"{OWN}: thông qua khi quá một nửa số người dự có quyền biểu quyết tán thành.",
    ),
    Setting(
        "council.chair_breaks_ties",
        "1",
        f"{OWN}: số phiếu đúng một nửa thì theo ý kiến Chủ tịch (0: không thông qua).",
    ),
    Setting(
        "clock.late_receipt_next_day",
        "0",
        f"{OWN}: nhận sau 17:00 vẫn tính là ngày nhận (1: tính là ngày hôm sau). "
        "Ngày nhận không tính vào hạn: Bộ luật Dân sự 2015, Điều 147.",
    ),
    Setting(
        "fund.group_days",
        "10,30,90,180",
        "Thông tư 14/2024/TT-NHNN (tài chính vi mô), theo Nghị định 45/2021/NĐ-CP, Điều 28.",
    ),
    Setting(
        "fund.group_restructured_days",
        "30,90",
        "Thông tư 14/2024/TT-NHNN: nợ cơ cấu lại lần đầu quá hạn theo thời hạn mới.",
    ),
    Setting(
        "fund.provision_percent",
        "0,2,25,50,100",
        "Theo mức của tổ chức tài chính vi mô; cần đối chiếu văn bản đang hiệu lực.",
    ),
    Setting(
        "fund.general_provision_per_thousand",
        "5",
        "Dự phòng chung 0,5 % dư nợ nhóm 1 đến 4, theo mức của tổ chức tài chính vi mô; cần đối "
        "chiếu văn bản đang hiệu lực.",
    ),
    Setting(
        "servicing.confirm_months",
        "6,12",
        "Quỹ tự quy định: đối chiếu số dư với bên vay ngày cuối tháng 6 và tháng 12.",
    ),
    Setting(
        "servicing.pay_order",
        "overdue_principal,overdue_interest,penalty,late,due_principal,due_interest",
        "Quỹ tự quy định, phỏng theo Thông tư 39/2016/TT-NHNN, Điều 18: thu gốc quá hạn trước.",
    ),
    Setting(
        "servicing.notice_before_days",
        "10,3,0",
        "Quỹ tự quy định: báo bên vay trước kỳ trả nợ 10, 3 và 0 ngày.",
    ),
    Setting(
        "servicing.notice_after_days",
        "1,7,30",
        "Quỹ tự quy định: báo bên vay khi quá hạn 1, 7 và 30 ngày.",
    ),
    Setting(
        "loan.supplement_days",
        "10",
        "Quy chế cho vay nội bộ của Quỹ: hợp tác xã có 10 ngày làm việc để bổ sung hồ sơ vay.",
    ),
    Setting(
        "loan.supplement_more_days",
        "5",
        "Quy chế cho vay nội bộ của Quỹ: sau khi nhắc, thêm 5 ngày làm việc rồi hồ sơ tự đóng.",
    ),
    Setting(
        "loan.remind_before_days",
        "5,2,0",
        "Quy chế cho vay nội bộ của Quỹ: nhắc người giữ hồ sơ trước hạn 5, 2 và 0 ngày làm việc.",
    ),
    Setting(
        "loan.contract_days",
        "10",
        "Quy chế cho vay nội bộ của Quỹ: ký hợp đồng trong 10 ngày làm việc sau khi nhận lời.",
    ),
    Setting(
        "fund.one_customer_percent",
        "15",
        "Nghị định 45/2021/NĐ-CP, Điều 23: dư nợ một khách hàng không quá 15 % vốn điều lệ "
        "thực có.",
    ),
    Setting(
        "fund.related_percent",
        "25",
        "Nghị định 45/2021/NĐ-CP, Điều 23: khách hàng và người có liên quan không quá 25 % vốn "
        "điều lệ thực có.",
    ),
    Setting(
        "fund.own_share_percent_min",
        "20",
        "Nghị định 45/2021/NĐ-CP, Điều 22: vốn tự có ít nhất 20 % tổng vốn của phương án.",
    ),
    Setting(
        "fund.overdue_factor_percent_max",
        "150",
        "Nghị định 45/2021/NĐ-CP, Điều 25: lãi quá hạn không quá 150 % lãi trong hạn.",
    ),
    Setting(
        "fund.late_interest_percent_max",
        "10",
        "Thông tư 39/2016/TT-NHNN, Điều 13, theo quy định nội bộ của Quỹ: lãi chậm trả trên lãi "
        "chưa trả không quá 10 % một năm.",
    ),
    Setting(
        "membership.decide_days",
        "20",
        f"{OWN}: quyết định về đơn gia nhập trong 20 ngày làm việc từ ngày nhận.",
    ),
    Setting(
        "membership.signer",
        "board",
        f"{OWN}: Chủ tịch ký thay mặt Ban Thường vụ (board); head: Chủ tịch ký, như vài tỉnh khác.",
    ),
    Setting(
        "membership.fee_vnd",
        "500000",
        f"{OWN}: hội phí một năm, chờ đối chiếu với Điều lệ và nghị quyết của Ban Chấp hành.",
    ),
)
