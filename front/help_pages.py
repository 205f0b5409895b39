"""The pages of help and explanation, with the words that lead to them. Pure."""

from dataclasses import dataclass

from workflow.text import fold


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page that explains: its title, where it is, what it says in a sentence, other words."""

    title: str
    endpoint: str
    about: str
    also: str = ""

    @property
    def folded(self) -> str:
        return fold(f"{self.title} {self.about} {self.also}")


PAGES = (
    HelpPage(
        "Vay vốn ưu đãi",
        "servicing.about",
        "Điều kiện vay Quỹ hỗ trợ phát triển hợp tác xã, cần giấy tờ gì, nộp ở đâu.",
        "chương trình vay lãi suất thế chấp tín chấp hạn mức",
    ),
    HelpPage(
        "Cách chúng tôi xử lý kiến nghị",
        "feedback.how",
        "Các bước, thời hạn và căn cứ, việc gì không thuộc phạm vi tiếp nhận.",
        "quy trình thời hạn khiếu nại tố cáo",
    ),
    HelpPage(
        "Tính hạn trả lời",
        "administration.deadline",
        "Nhập ngày nhận để biết ngày hẹn trả lời, trừ ngày nghỉ.",
        "ngày làm việc lịch nghỉ lễ",
    ),
    HelpPage(
        "Tra cứu hồ sơ",
        "feedback.track",
        "Nhập mã trên phiếu tiếp nhận để biết hồ sơ đang ở bước nào.",
        "mã hồ sơ theo dõi phiếu",
    ),
    HelpPage(
        "Cam kết và việc thực hiện",
        "commitments.public",
        "Đơn vị nào hứa làm gì, đến ngày nào, đã xong chưa.",
        "lời hứa tiến độ",
    ),
    HelpPage(
        "Hội nghị đối thoại",
        "conferences.public_list",
        "Hội nghị sắp tới và cách tham dự, các hội nghị đã qua.",
        "gặp mặt đối thoại",
    ),
    HelpPage(
        "Xin tài khoản cho hợp tác xã",
        "representation.ask",
        "Gửi mã số thuế và giấy chứng nhận đăng ký để được mở tài khoản.",
        "đăng ký mở tài khoản",
    ),
    HelpPage(
        "Kiểm tra văn bản",
        "letters.check",
        "Kiểm tra một văn bản của Liên minh có thật hay không.",
        "chữ ký số mã QR giả",
    ),
    HelpPage(
        "Trợ giúp",
        "front.help_page",
        "Trả lời các câu hay gặp: gửi kiến nghị, quên mật khẩu, gọi ai.",
        "hướng dẫn sử dụng giúp đỡ hỏi đáp",
    ),
    HelpPage(
        "Dữ liệu mở",
        "front.open_data",
        "Tải danh bạ, câu trả lời, cam kết và số liệu Quỹ dạng CSV và JSON.",
        "tải về số liệu thống kê",
    ),
    HelpPage(
        "Bảo vệ dữ liệu cá nhân",
        "feedback.privacy",
        "Chúng tôi giữ những gì, dùng để làm gì, ai xem được.",
        "quyền riêng tư cookie",
    ),
)
