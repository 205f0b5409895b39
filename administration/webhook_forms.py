"""What administrators enter about an integration."""

from wtforms import BooleanField, SelectMultipleField

from notices.webhook_actions import WebhookDraft
from web.forms import Form, TextField, at_most, required


class WebhookForm(Form):
    """One integration: whom to call about what."""

    name = TextField("Tên kết nối", [required("Nhập tên kết nối."), at_most(80)])
    address = TextField(
        "Địa chỉ nhận",
        [required("Nhập địa chỉ nhận. Ví dụ: https://ketoan.htx.vn/donghanh"), at_most(500)],
        description="Ví dụ: https://ketoan.htx.vn/donghanh",
    )
    events = SelectMultipleField(
        "Gọi khi có", [required("Chọn ít nhất một việc.")], choices={}, validate_choice=True
    )
    is_on = BooleanField("Đang bật")

    def draft(self) -> WebhookDraft:
        """Return what was entered."""
        return WebhookDraft(
            self.name.data, self.address.data, tuple(self.events.data or ()), self.is_on.data
        )
