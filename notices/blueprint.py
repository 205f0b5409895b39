"""The blueprint of all pages of notices; `views.py` joins the files that fill it."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
