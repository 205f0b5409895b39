"""Pages of feedback."""

from flask import Blueprint

bp = Blueprint("feedback", __name__)
