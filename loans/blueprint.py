"""The blueprint of all pages of loans; `views.py` joins the files that fill it."""

from flask import Blueprint

bp = Blueprint("loans", __name__)
