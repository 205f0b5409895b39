"""All pages of loans before the contract: for everybody, for the cooperative, for the Fund."""

from loans import application_views, public_views
from loans.blueprint import bp

__all__ = ["application_views", "bp", "public_views"]
