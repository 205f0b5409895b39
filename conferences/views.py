"""All pages of conferences: for everybody, for guests, for who runs them."""

from conferences import guest_views, plan_views, public_views
from conferences.blueprint import bp

__all__ = ["bp", "guest_views", "plan_views", "public_views"]
