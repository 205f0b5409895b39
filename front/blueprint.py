"""The blueprint of the public face."""

from flask import Blueprint

bp = Blueprint("front", __name__)
