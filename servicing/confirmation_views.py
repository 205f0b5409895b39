"""Pages of balances: the borrower confirms or objects, the fund sees who has not answered."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from accounts.guard import me
from servicing import confirmation_actions as confirmations
from servicing import queries
from servicing.actions import Act
from servicing.blueprint import bp
from servicing.confirmation_actions import WORDS_LENGTH_MAX
from store.clock import today, utc_now
from store.db import db
from web.forms import Form, LongTextField, at_most
from workflow.localtime import typed_day

ANSWERS = {"dung": "Đúng với sổ của hợp tác xã", "sai": "Không đúng"}


class ConfirmForm(Form):
    """Whether a balance is right; what is wrong where it is not."""

    answer = RadioField(
        "Số dư này", [InputRequired(message="Chọn đúng hoặc không đúng.")], choices=ANSWERS
    )
    words = LongTextField(
        "Nếu không đúng: số theo sổ của hợp tác xã, chỗ khác nhau",
        [Optional(), at_most(WORDS_LENGTH_MAX)],
        description="Ví dụ: Đã trả 20.000.000 đ ngày 28/06/2026, chứng từ BC 125, chưa được trừ",
    )


@bp.route("/khoan-vay/<int:loan_id>/doi-chieu", methods=["GET", "POST"])
def confirm_balance(loan_id: int) -> ResponseReturnValue:
    """Say whether a balance is right; an objection goes on as a petition."""
    kept, loan = db.session(), queries.access_loan(db.session(), me(), loan_id, today())
    form, act = ConfirmForm(request.form), Act(me().actor, utc_now())
    if request.method != "POST":
        return _page(loan_id, form, 200)
    said = {"is_agreed": form.answer.data == "dung", "words": form.words.data or ""}
    row = form.accepted(lambda: confirmations.answer(kept, loan, who=me(), act=act, **said))
    if row is None:
        return _page(loan_id, form, 422)
    kept.commit()
    if row.draft_id is not None:
        flash("Đã ghi ý kiến. Xem lại kiến nghị đã soạn sẵn rồi gửi.", "success")
        return redirect(url_for("feedback.draft", draft_id=row.draft_id), code=303)
    flash("Đã xác nhận số dư. Cảm ơn quý vị.", "success")
    return redirect(url_for("servicing.my_loan", loan_id=loan_id), code=303)


def _page(loan_id: int, form: ConfirmForm, status: int) -> ResponseReturnValue:
    loan = queries.access_loan(db.session(), me(), loan_id, today())
    rows = confirmations.list_of(db.session(), loan)
    row = rows[0] if rows and rows[0].answered_at is None else None
    page = {"loan": loan, "row": row, "rows": rows, "form": form}
    return render_template("servicing/confirm_balance.html", **page), status


@bp.get("/quy/doi-chieu")
def balances() -> ResponseReturnValue:
    """Who confirmed, who objects, who has not answered, as of a day."""
    days = confirmations.list_days(db.session())
    try:
        asked = typed_day(request.args.get("ngay", ""))
    except ValueError:
        asked = None
    on = asked if asked in days else (days[0] if days else None)
    rows = confirmations.list_on(db.session(), on) if on else []
    return render_template("servicing/balances.html", days=days, on=on, rows=rows)
