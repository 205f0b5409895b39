"""What the pages of accounts accept."""

from wtforms import BooleanField, HiddenField, PasswordField, SelectField
from wtforms.validators import AnyOf, EqualTo, Optional, ValidationError

from accounts.actions import NEEDS_UNIT, NO_UNIT, UNREACHABLE, AccountDraft
from accounts.rules import (
    LOGIN_LENGTH_MAX,
    PASSWORD_LENGTH_MAX,
    PASSWORD_LENGTH_MIN,
    normalise_login,
)
from units.models import Unit
from web.forms import Form, TextField, at_most, checked_email, checked_phone, required
from workflow.roles import ROLE_NAMES, Role

CODE_LENGTH_MAX = 40
NEW_HINT = f"Ít nhất {PASSWORD_LENGTH_MIN} ký tự. Nên ghép vài từ dễ nhớ của riêng mình."
DIFFERENT = "Hai lần nhập chưa giống nhau. Hãy nhập lại."


class SignInForm(Form):
    """E-mail or telephone, and the password; `next` is where the visitor was going."""

    login = TextField(
        "E-mail hoặc số điện thoại",
        [required("Nhập e-mail hoặc số điện thoại."), at_most(LOGIN_LENGTH_MAX)],
    )
    password = PasswordField("Mật khẩu", [required("Nhập mật khẩu."), at_most(PASSWORD_LENGTH_MAX)])
    next = HiddenField()


class ForgotForm(Form):
    """Whose password was forgotten."""

    login = TextField(
        "E-mail hoặc số điện thoại đã đăng ký",
        [required("Nhập e-mail hoặc số điện thoại."), at_most(LOGIN_LENGTH_MAX)],
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        "Mật khẩu mới",
        [required("Nhập mật khẩu mới."), at_most(PASSWORD_LENGTH_MAX)],
        description=NEW_HINT,
    )
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        [required("Nhập lại mật khẩu mới."), EqualTo("password", DIFFERENT)],
    )


class ChangePasswordForm(NewPasswordForm):
    """The same, with the present password before it."""

    old = PasswordField(
        "Mật khẩu đang dùng",
        [required("Nhập mật khẩu đang dùng."), at_most(PASSWORD_LENGTH_MAX)],
    )


class CodeForm(Form):
    """A code of the second factor, as digits or a recovery code, with spaces or without."""

    code = TextField("Mã xác thực", [required("Nhập mã xác thực."), at_most(CODE_LENGTH_MAX)])


class ChangeFactorForm(Form):
    """The present password, and what is to be done about the second factor."""

    old = PasswordField(
        "Mật khẩu đang dùng",
        [required("Nhập mật khẩu đang dùng."), at_most(PASSWORD_LENGTH_MAX)],
    )
    act = HiddenField(
        validators=[AnyOf(("phone", "codes", "off"), message="Chọn một việc rồi thử lại.")]
    )


class HotkeysForm(Form):
    """Whether single keys act."""

    is_on = BooleanField("Dùng phím tắt một chữ (j, k, g, x, ?)")


class AccountForm(Form):
    """An account as its administrator edits it."""

    full_name = TextField("Họ và tên", [required("Nhập họ và tên."), at_most(120)])
    email = TextField("E-mail", [checked_email, at_most(LOGIN_LENGTH_MAX)])
    phone = TextField("Điện thoại", [checked_phone])
    position = TextField("Chức vụ", [Optional(), at_most(120)])
    role = SelectField(
        "Vai trò",
        [required("Chọn vai trò.")],
        choices={"": "Chọn vai trò"}
        | {str(role): ROLE_NAMES[role] for role in Role if role is not Role.SYSTEM},
    )
    unit_id = SelectField(
        "Đơn vị", choices={}, description="Bắt buộc với cán bộ, trưởng đơn vị và cơ quan khác."
    )

    def validate_email(self, field: TextField) -> None:
        if not (field.data or self.phone.data):
            raise ValidationError(UNREACHABLE)

    def validate_unit_id(self, field: SelectField) -> None:
        if self.role.data in NEEDS_UNIT and not field.data:
            raise ValidationError(NO_UNIT)

    def offer_units(self, units: list[Unit]) -> "AccountForm":
        """Let the list of units be chosen from; return the form."""
        none = {"": "Không thuộc đơn vị nào"}
        self.unit_id.choices = none | {str(unit.id): unit.name for unit in units}
        return self

    def draft(self) -> AccountDraft:
        """Return what was entered, as the account keeps it."""
        return AccountDraft(
            email=normalise_login(self.email.data) if self.email.data else None,
            phone=self.phone.data or None,
            full_name=self.full_name.data,
            position=self.position.data or "",
            role=Role(self.role.data),
            unit_id=int(self.unit_id.data) if self.unit_id.data else None,
        )
