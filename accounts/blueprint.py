"""The blueprint of all pages of accounts; `views.py` joins the files that fill it."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
