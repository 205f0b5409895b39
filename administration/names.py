"""What administrators read instead of the program's own words."""

TASK_NAMES = {
    "accounts.mail_link": "Gửi liên kết đặt mật khẩu",
    "accounts.purge": "Dọn lần đăng nhập và liên kết cũ",
    "dossiers.seal": "Niêm phong lịch sử hồ sơ",
    "feedback.count_day": "Ghi số liệu công khai của ngày",
    "feedback.close_settled": "Kết thúc hồ sơ đã trả lời",
    "feedback.keep_receipt": "Lập giấy biên nhận",
    "feedback.recount": "Tính lại hạn theo lịch mới",
    "administration.warn_coverage": "Báo lịch làm việc sắp hết",
    "feedback.route": "Phân công kiến nghị",
    "feedback.screen": "Kiểm tra tự động kiến nghị",
    "feedback.seal_answer": "Ký số văn bản trả lời",
    "feedback.watch_bases": "Báo căn cứ hết hiệu lực",
    "feedback.watch_clocks": "Nhắc hạn và báo quá hạn",
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
    "store.purge": "Dọn việc đã xong",
}
PULSE_NAMES = {
    "broker": "Hàng đợi (Redis)",
    "worker": "Xử lý việc nền (Celery)",
    "relay": "Chuyển việc (relay)",
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
    "petition.acknowledge_days": "Báo đã tiếp nhận (ngày làm việc)",
    "petition.classify_days": "Phân loại, phân công (ngày làm việc)",
    "petition.first_answer_days": "Trả lời bước đầu (ngày làm việc, 0: không đặt hạn riêng)",
    "petition.answer_days": "Trả lời (ngày làm việc)",
    "petition.answer_multi_body_days": "Trả lời khi có nhiều cơ quan (ngày làm việc)",
    "petition.effect_weeks": "Hỏi việc đã xong chưa, sau khi trả lời (tuần)",
    "petition.reopen_days": "Đề nghị xem xét lại sau khi trả lời (ngày làm việc)",
    "petition.close_after_days": "Tự kết thúc sau khi trả lời (ngày làm việc)",
    "petition.supplement_days": "Hợp tác xã bổ sung (ngày làm việc)",
    "petition.delivery_days": "Gọi khi văn bản chưa đến tay (ngày làm việc)",
    "petition.remind_before_days": "Nhắc trước hạn (ngày làm việc)",
    "clock.late_receipt_next_day": "Nhận sau giờ làm tính sang ngày hôm sau (1: có, 0: không)",
}
