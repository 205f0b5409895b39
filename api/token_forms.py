"""What the page of one's own tokens accepts."""

from collections.abc import Iterable

from wtforms import PasswordField, SelectMultipleField
from wtforms.validators import InputRequired

from accounts.rules import PASSWORD_LENGTH_MAX
from web.forms import Form, TextField, at_most, required

NAME_LENGTH_MAX = 80
SCOPE_NAMES = {
    "petitions:read": "Đọc kiến nghị mà tài khoản này xem được",
    "petitions:write": "Gửi kiến nghị thay tài khoản này",
}


class TokenForm(Form):
    """Which program, what it may do, and the present password."""

    name = TextField(
        "Tên phần mềm",
        [required("Nhập tên phần mềm. Ví dụ: Phần mềm kế toán"), at_most(NAME_LENGTH_MAX)],
        description="Để sau này nhớ mã này dùng ở đâu",
    )
    scopes = SelectMultipleField(
        "Phần mềm được làm gì", [InputRequired("Chọn ít nhất một việc.")], choices=[]
    )
    old = PasswordField(
        "Mật khẩu đang dùng",
        [required("Nhập mật khẩu đang dùng."), at_most(PASSWORD_LENGTH_MAX)],
    )

    def offer_scopes(self, scopes: Iterable[str]) -> "TokenForm":
        """Let these scopes be chosen from; return the form."""
        self.scopes.choices = [(scope, SCOPE_NAMES.get(scope, scope)) for scope in scopes]
        return self
