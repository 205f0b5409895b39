"""The blueprint of all pages of petitions; `views.py` joins the files that fill it."""

from flask import Blueprint

bp = Blueprint("feedback", __name__)
