"""The blueprint of all pages of conferences."""

from flask import Blueprint

bp = Blueprint("conferences", __name__)
