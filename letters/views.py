"""The check page: is this letter genuine? Public; what it tells depends on what the asker holds.

Who has the code or the file has the letter, and is shown whom it is for; who has only a number,
which anyone can guess, is shown no more than that it was given, and when.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from documents.rules import SIZE_BYTES_MAX
from letters.content import LetterContent
from letters.forms import CopyForm, LookupForm
from letters.models import Letter
from letters.queries import find_by_sha256, find_by_token, list_by_number
from letters.rules import KIND_NAMES, format_token, grouped, judge, parse_number, taken_for
from store.db import db

bp = Blueprint("letters", __name__)
BODY_BYTES_MAX = SIZE_BYTES_MAX + 64 * 1024  # one file and the form around it


@bp.url_value_preprocessor
def limit_body(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Refuse more than one file's worth before anything reads it."""
    request.max_content_length = BODY_BYTES_MAX


@bp.route("/kiem-tra-van-ban", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Find a letter by its code or number; on POST compare a copy with all issued letters."""
    if request.method == "POST":
        return _compare(None)
    if "ma" not in request.args:
        return _search_page(LookupForm())
    form = LookupForm(request.args)
    if not form.validate():
        return _search_page(form), 422
    letter = find_by_token(db.session(), form.ma.data)
    if letter is not None:
        return redirect(_address(letter), 303)
    return _search_by_number(form)


@bp.route("/kiem-tra-van-ban/<token>", methods=["GET", "POST"])
def check_letter(token: str) -> ResponseReturnValue:
    """Show a letter to whoever has its code; on POST compare a copy with it."""
    letter = find_by_token(db.session(), token)
    if letter is None:
        form = LookupForm(data={"ma": token[:80]})
        return _not_found(form, "Không có văn bản nào mang mã này. Hãy so lại từng chữ với bản in.")
    if request.method == "POST" and letter.document is not None:
        return _compare(letter)
    return _letter_page(letter)


def _compare(letter: Letter | None) -> ResponseReturnValue:
    """Compare the uploaded copy by hash; nothing is kept, so the answer is the page itself."""
    form = CopyForm(request.files)
    if not form.validate():
        page = _search_page(None, copy=form) if letter is None else _letter_page(letter, copy=form)
        return page, 422
    found = find_by_sha256(db.session(), form.sha256)
    verdict = judge(found.id if found else None, letter.id if letter else None)
    if letter is None and found is None:
        return _search_page(None, verdict=verdict)
    other = found if verdict == "other" else None
    return _letter_page(letter or found, verdict=verdict, other=other)


def _search_by_number(form: LookupForm) -> ResponseReturnValue:
    number = parse_number(form.ma.data)
    letters = list_by_number(db.session(), *number) if number else []
    if not letters:
        text = "Không có văn bản nào mang mã hoặc số này. Hãy so lại từng chữ với bản in."
        return _not_found(form, text)
    return _search_page(form, letters=letters)


def _not_found(form: LookupForm, text: str) -> ResponseReturnValue:
    if other := taken_for(form.ma.data):
        return _search_page(form, other=other), 404
    form.ma.errors = [text]
    return _search_page(form), 404


def _search_page(form: LookupForm | None, **shown: object) -> str:
    shown = {"copy": CopyForm(), "kind_names": KIND_NAMES} | shown
    return render_template("letters/check.html", form=form or LookupForm(), **shown)


def _letter_page(letter: Letter | None, **shown: object) -> str:
    if letter is None:
        raise ValueError("no letter to show")
    facts = {
        "content": LetterContent.from_json(letter.content),
        "kind_name": KIND_NAMES[letter.kind],
        "token": format_token(letter.check_token),
        "hash": grouped(letter.document.sha256) if letter.document else None,
        "copy": CopyForm(),
    }
    return render_template("letters/letter.html", letter=letter, **facts | shown)


def _address(letter: Letter) -> str:
    return url_for("letters.check_letter", token=format_token(letter.check_token))
