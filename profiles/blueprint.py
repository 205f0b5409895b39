"""The blueprint of a cooperative's page and of what is written there."""

from flask import Blueprint

bp = Blueprint("profiles", __name__)
