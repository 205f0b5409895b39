"""The blueprint that all pages of loans under repayment belong to."""

from flask import Blueprint

bp = Blueprint("servicing", __name__)
