"""What a records officer types from a paper or a call: one page, one demand a line."""

from wtforms import HiddenField, MultipleFileField, RadioField, StringField
from wtforms.validators import AnyOf, Optional, Regexp, ValidationError

from feedback.forms import EMAIL, FILES_HINT, ContentForm
from feedback.process import CHANNELS
from feedback.recording_rules import ASKER_LENGTH_MAX, BY_STAFF, split_demands, wrong_demands
from feedback.rules import PetitionText
from web.forms import DayField, LongTextField, TextField, at_most, checked_phone, required
from workflow.numbers import number

FORM_KEY = r"^[0-9a-f]{32}$"


class RecordForm(ContentForm):
    """A petition that staff write down for somebody."""

    form_key = HiddenField(validators=[Regexp(FORM_KEY, message="Mở lại trang rồi nhập.")])
    channel = RadioField(
        "Nhận qua",
        choices={name: CHANNELS[name] for name in BY_STAFF},
        default="paper",
        validators=[AnyOf(BY_STAFF, message="Chọn đơn giấy hoặc điện thoại")],
    )
    received_on = DayField(
        "Ngày nhận",
        description="Ngày nhận đơn hoặc cuộc gọi. Thời hạn tính từ ngày này.",
        validators=[required("Nhập ngày nhận. Ví dụ: 13/03/2026")],
    )
    asker = TextField(
        "Hợp tác xã hoặc người gửi",
        description="Gõ vài chữ của tên, không cần dấu, hoặc mã số thuế.",
        validators=[required("Nhập tên bên gửi"), at_most(ASKER_LENGTH_MAX)],
    )
    cooperative_id = RadioField("Ghi nhận cho", validate_choice=False)
    contact_name = TextField(
        "Người liên hệ",
        description="Để trống thì lấy người đại diện trong danh bạ.",
        validators=[Optional(), at_most(100)],
    )
    contact_phone = StringField(
        "Số điện thoại",
        description="Dùng để hỏi lại, tra cứu và nhận hồ sơ về tài khoản.",
        validators=[Optional(), checked_phone],
    )
    contact_email = TextField(
        "Thư điện tử",
        validators=[
            Optional(),
            Regexp(EMAIL, message="Thư điện tử chưa đúng. Ví dụ: htx.na@langson.example"),
            at_most(200),
        ],
    )
    demands = LongTextField("Đề nghị", description="Mỗi dòng một đề nghị.")
    may_publish = RadioField(
        "Công khai câu trả lời",
        description="Chỉ chọn đồng ý khi người gửi nói hoặc viết như vậy.",
        choices={"0": "Không đồng ý", "1": "Đồng ý, không nêu tên"},
        default="0",
        validators=[AnyOf(("1", "0"), message="Chọn đồng ý hoặc không đồng ý")],
    )
    files = MultipleFileField("Bản chụp đơn", description=FILES_HINT, validators=[Optional()])

    def validate_cooperative_id(self, field: RadioField) -> None:
        if number(field.data) is None:
            text = "Chọn hợp tác xã trong danh sách tìm được, hoặc “Ghi theo tên đã nhập”"
            raise ValidationError(text)

    def validate_demands(self, field: LongTextField) -> None:
        why = wrong_demands(split_demands(field.data or ""))
        if why:
            raise ValidationError(why)

    @property
    def chosen_id(self) -> int | None:
        """Return the number of the chosen cooperative, None where it is recorded by name."""
        return number(self.cooperative_id.data) or None

    def text(self, representative: str, phone: str) -> PetitionText:
        """Return the checked petition; what was left open comes from the registry."""
        return PetitionText(
            subject=self.subject.data,
            situation=self.situation.data,
            demands=split_demands(self.demands.data),
            topic_code=self.topic_code.data,
            commune_code=self.commune_code.data or None,
            contact_name=self.contact_name.data or representative or self.asker.data,
            contact_phone=self.contact_phone.data or phone,
            contact_email=self.contact_email.data or "",
            may_publish=self.may_publish.data == "1",
        )
