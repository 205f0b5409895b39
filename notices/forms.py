"""How people choose to be told."""

from wtforms import BooleanField, SelectField

from notices.rules import LANGUAGES, MAILS, Choice
from web.forms import Form

OWNER_MAILS = {name: MAILS[name] for name in ("each", "none")}


class PreferencesForm(Form):
    """What the forms of both voices share. Fields are named mail_<group> and sms_<group>."""

    language = SelectField("Ngôn ngữ của trang và thông báo", choices=LANGUAGES, default="vi")

    def choices(self) -> dict[str, Choice]:
        """Return what was chosen, by group."""
        groups = [name.removeprefix("mail_") for name in self._fields if name.startswith("mail_")]
        return {
            one: Choice(self._fields[f"mail_{one}"].data, bool(self._fields[f"sms_{one}"].data))
            for one in groups
        }


class OwnerPreferencesForm(PreferencesForm):
    """A representative's choices."""

    mail_asks = SelectField("Thư điện tử", choices=OWNER_MAILS)
    sms_asks = BooleanField("Tin nhắn")
    mail_answer = SelectField("Thư điện tử", choices=OWNER_MAILS)
    sms_answer = BooleanField("Tin nhắn")
    mail_progress = SelectField("Thư điện tử", choices=OWNER_MAILS)
    sms_progress = BooleanField("Tin nhắn")


class StaffPreferencesForm(PreferencesForm):
    """The choices of somebody who works here."""

    mail_work = SelectField("Thư điện tử", choices=MAILS)
    sms_work = BooleanField("Tin nhắn")
    mail_limits = SelectField("Thư điện tử", choices=MAILS)
    sms_limits = BooleanField("Tin nhắn")
