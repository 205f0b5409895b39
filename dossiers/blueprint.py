"""The blueprint of pages over every kind of dossier; `views.py` joins the files that fill it."""

from flask import Blueprint

bp = Blueprint("dossiers", __name__)
