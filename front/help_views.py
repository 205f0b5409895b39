"""Help, and how everybody can use the pages."""

from flask import render_template
from flask.typing import ResponseReturnValue

from front.blueprint import bp


@bp.get("/tro-giup")
def help_page() -> ResponseReturnValue:
    """The questions that are asked most, and whom to call."""
    return render_template("front/help.html")


@bp.get("/kha-nang-tiep-can")
def accessibility() -> ResponseReturnValue:
    """How the pages can be used by everybody, what was checked, and what does not work yet."""
    return render_template("front/accessibility.html")
