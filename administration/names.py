"""What administrators read instead of the program's own words."""

from loans.appraisal_rules import read_scorecard
from servicing.replay import BUCKET_NAMES

TASK_NAMES = {
    "membership.seal": "Ký số quyết định về thành viên",
    "imports.read": "Đọc tệp nhập vào sổ hợp tác xã",
    "imports.check": "Kiểm tra các dòng của tệp nhập",
    "imports.apply": "Ghi tệp nhập vào sổ hợp tác xã",
    "imports.undo": "Hoàn tác tệp nhập",
    "accounts.mail_link": "Gửi liên kết đặt mật khẩu",
    "accounts.purge": "Dọn lần đăng nhập và liên kết cũ",
    "support.seal_letter": "Ký số giấy mời dự hoạt động hỗ trợ",
    "support.mail_invitation": "Gửi thư mời dự hoạt động hỗ trợ",
    "support.mail_cancellation": "Báo hủy hoạt động hỗ trợ",
    "support.mail_evaluation": "Xin đánh giá hoạt động hỗ trợ",
    "conferences.mail_invitation": "Gửi thư mời dự hội nghị",
    "conferences.seal_letter": "Ký số văn bản của hội nghị",
    "commitments.watch": "Báo cam kết quá hạn",
    "notices.tell_named": "Báo người được nhờ",
    "notices.tell_parties": "Báo đơn vị tham gia",
    "dossiers.seal": "Niêm phong lịch sử hồ sơ",
    "front.refresh_open_data": "Cập nhật dữ liệu mở",
    "feedback.ask_effects": "Hỏi việc đã xong chưa",
    "feedback.count_day": "Ghi số liệu công khai của ngày",
    "feedback.close_settled": "Kết thúc hồ sơ đã trả lời",
    "feedback.keep_together": "Giữ các kiến nghị gộp đi cùng nhau",
    "feedback.mail_body": "Gửi liên kết cho cơ quan được chuyển",
    "feedback.seal_redirect": "Ký số văn bản chuyển khiếu nại, tố cáo",
    "feedback.seal_forward": "Ký số phiếu chuyển",
    "feedback.watch_forwards": "Nhắc cơ quan được chuyển",
    "feedback.watch_supplements": "Nhắc và kết thúc khi chưa bổ sung",
    "notices.tell_body": "Báo cơ quan được chuyển",
    "feedback.keep_receipt": "Lập giấy biên nhận",
    "feedback.recount": "Tính lại hạn theo lịch mới",
    "administration.settle_units": "Đổi tên, sáp nhập đơn vị đến ngày",
    "administration.warn_coverage": "Báo lịch làm việc sắp hết",
    "feedback.screen": "Kiểm tra và phân công kiến nghị",
    "feedback.seal_answer": "Ký số văn bản trả lời",
    "feedback.watch_bases": "Báo căn cứ hết hiệu lực",
    "feedback.anonymise": "Ẩn danh kiến nghị hết thời hạn lưu",
    "feedback.discard_file": "Xóa tệp hết thời hạn lưu",
    "feedback.watch_clocks": "Nhắc hạn và báo quá hạn",
    "loans.seal_letter": "Ký số văn bản về hồ sơ vay",
    "loans.lapse_offers": "Đóng lời cho vay quá hạn",
    "loans.watch": "Nhắc bổ sung, nhắc hạn hồ sơ vay",
    "loans.prescreen": "Kiểm tra tự động hồ sơ vay",
    "notices.send_mail": "Gửi thư điện tử",
    "notices.call_webhook": "Gọi phần mềm kết nối",
    "notices.send_digests": "Gửi thư gộp mỗi sáng",
    "notices.send_sms": "Gửi tin nhắn",
    "notices.spread_webhooks": "Tìm việc mới cho phần mềm kết nối",
    "notices.tell_head": "Báo trưởng đơn vị",
    "notices.tell_leaders": "Báo lãnh đạo",
    "notices.tell_officer": "Báo cán bộ",
    "notices.tell_owner": "Báo hợp tác xã",
    "notices.tell_records": "Báo văn thư",
    "notices.tell_superiors": "Báo cấp trên",
    "representation.tell_decision": "Báo kết quả yêu cầu tài khoản",
    "servicing.night": "Xử lý khoản vay hằng đêm",
    "servicing.seal_letter": "Ký số văn bản về khoản vay",
    "servicing.tell_borrower": "Báo bên vay về khoản vay",
    "store.purge": "Dọn việc đã xong",
}
PULSE_NAMES = {
    "broker": "Hàng đợi (Redis)",
    "worker": "Xử lý việc nền (Celery)",
    "relay": "Chuyển việc (relay)",
}
KIND_NAMES = {
    "petition": "Kiến nghị",
    "loan_application": "Hồ sơ vay",
    "conference": "Hội nghị",
    "credit": "Khoản vay",
    "membership": "Thành viên",
}
DAY_KINDS = {
    "holiday": "Nghỉ lễ",
    "compensatory": "Nghỉ bù",
    "swapped_off": "Nghỉ hoán đổi",
    "makeup_working": "Làm bù",
}
DAY_STATUSES = {
    "decided": ("done", "Đã quyết định"),
    "provisional": ("waiting", "Dự tính"),
    "to_confirm": ("waiting", "Chờ xác nhận"),
}
SETTING_NAMES = {
    "membership.decide_days": "Quyết định về đơn gia nhập (ngày làm việc)",
    "membership.signer": "Ai ký quyết định thành viên (board: Ban Thường vụ; head: Chủ tịch)",
    "membership.fee_vnd": "Hội phí một năm (đồng)",
    "petition.acknowledge_days": "Báo đã tiếp nhận (ngày làm việc)",
    "petition.classify_days": "Phân loại, phân công (ngày làm việc)",
    "petition.first_answer_days": "Trả lời bước đầu (ngày làm việc, 0: không đặt hạn riêng)",
    "petition.answer_days": "Trả lời (ngày làm việc)",
    "petition.answer_multi_body_days": "Trả lời khi có nhiều cơ quan (ngày làm việc)",
    "petition.effect_weeks": "Hỏi việc đã xong chưa, sau khi trả lời (tuần)",
    "petition.reopen_days": "Đề nghị xem xét lại sau khi trả lời (ngày làm việc)",
    "petition.close_after_days": "Tự kết thúc sau khi trả lời (ngày làm việc)",
    "petition.retention_years": "Ẩn danh sau khi kết thúc (năm, 0: không ẩn danh)",
    "petition.supplement_days": "Hợp tác xã bổ sung (ngày làm việc)",
    "petition.supplement_more_days": "Chờ bổ sung thêm sau khi nhắc (ngày làm việc)",
    "petition.body_accept_days": "Cơ quan được chuyển nhận hoặc trả lại (ngày làm việc)",
    "petition.body_remind_days": "Nhắc cơ quan được chuyển, mỗi (ngày làm việc)",
    "petition.head_signs_forward": "Trưởng đơn vị ký phiếu chuyển thừa lệnh (1: được, 0: không)",
    "petition.delivery_days": "Gọi khi văn bản chưa đến tay (ngày làm việc)",
    "conference.confirm_days": "Xác nhận bằng văn bản sau hội nghị (ngày làm việc)",
    "petition.remind_before_days": "Nhắc trước hạn (ngày làm việc)",
    "loan.scorecard": "Bảng điểm thẩm định khoản vay",
    "loan.score_needed": "Điểm thẩm định cần đạt (trên 100)",
    "loan.offer_days": "Trả lời lời cho vay (ngày làm việc)",
    "loan.second_look_days": "Đề nghị xem xét lại hồ sơ vay (ngày làm việc)",
    "council.quorum_share": "Hội đồng: phần thành viên phải có mặt",
    "council.quorum_min": "Hội đồng: ít nhất bao nhiêu người dự",
    "council.majority_share": "Hội đồng: thông qua khi quá phần này tán thành",
    "council.chair_breaks_ties": "Hội đồng: phiếu ngang nhau theo Chủ tịch (1: có, 0: không)",
    "clock.late_receipt_next_day": "Nhận sau giờ làm tính sang ngày hôm sau (1: có, 0: không)",
    "fund.group_days": "Nhóm nợ 2, 3, 4, 5: từ số ngày quá hạn",
    "fund.group_restructured_days": "Nợ cơ cấu lần đầu, nhóm 4 và 5: từ số ngày quá hạn",
    "fund.provision_percent": "Dự phòng cụ thể, nhóm nợ 1 đến 5 (%)",
    "servicing.pay_order": "Thứ tự thu nợ của hợp đồng mới",
    "fund.general_provision_per_thousand": "Dự phòng chung, nợ nhóm 1 đến 4 (phần nghìn)",
    "servicing.confirm_months": "Đối chiếu số dư cuối các tháng",
    "servicing.notice_before_days": "Báo trước kỳ trả nợ (ngày)",
    "servicing.notice_after_days": "Báo khi quá hạn (ngày)",
    "loan.supplement_days": "Bổ sung hồ sơ vay (ngày làm việc)",
    "loan.supplement_more_days": "Chờ bổ sung hồ sơ vay thêm sau khi nhắc (ngày làm việc)",
    "loan.remind_before_days": "Nhắc trước hạn quyết định cho vay (ngày làm việc)",
    "loan.contract_days": "Ký hợp đồng sau khi nhận lời vay (ngày làm việc)",
    "fund.own_share_percent_min": "Vốn tự có ít nhất của phương án (%)",
    "fund.overdue_factor_percent_max": "Lãi quá hạn nhiều nhất (% lãi trong hạn)",
    "fund.late_interest_percent_max": "Lãi chậm trả nhiều nhất (% một năm)",
    "fund.one_customer_percent": "Dư nợ tối đa của một khách hàng (% vốn điều lệ thực có)",
    "fund.related_percent": "Dư nợ tối đa của khách hàng và người liên quan (% vốn điều lệ)",
}
SIGNER_NAMES = {"board": "Ban Thường vụ", "head": "Chủ tịch"}


def value_in_words(key: str, value: str) -> str:
    """Return the value of a setting as people read it."""
    if key == "servicing.pay_order":
        return ", ".join(BUCKET_NAMES.get(part, part) for part in value.split(",")).capitalize()
    if key == "loan.scorecard":
        return "; ".join(f"{one.name} ({one.weight})" for one in read_scorecard(value))
    if key == "membership.signer":
        return SIGNER_NAMES.get(value, value)
    return value.replace(",", ", ")
