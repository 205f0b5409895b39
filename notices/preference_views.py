"""How an account wants to be told."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me, speak
from notices import sms
from notices.blueprint import bp
from notices.forms import OwnerPreferencesForm, PreferencesForm, StaffPreferencesForm
from notices.preference_actions import keep_choices
from notices.preference_queries import choices_of, voice_of
from notices.rules import groups_of
from store.db import db


@bp.route("/tai-khoan-cua-toi/thong-bao", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """Show and keep by which channels this account is told of what."""
    kind = OwnerPreferencesForm if voice_of(me()) == "owner" else StaffPreferencesForm
    form = kind(request.form) if request.method == "POST" else kind(data=_kept())
    if request.method != "POST":
        return _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    keep_choices(db.session(), me(), form.choices(), form.language.data)
    db.session.commit()
    speak(me().language)
    flash("Đã lưu cách nhận thông báo.", "success")
    return redirect(url_for("notices.preferences"), 303)


def _kept() -> dict[str, object]:
    kept: dict[str, object] = {"language": me().language}
    for group, choice in choices_of(db.session(), me()).items():
        kept |= {f"mail_{group}": choice.mail, f"sms_{group}": choice.sms}
    return kept


def _page(form: PreferencesForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "notices/preferences.html",
        form=form,
        account=me(),
        groups=groups_of(voice_of(me())),
        has_sms=sms.is_on(current_app.extensions["settings"]),
    )
    return page, status
