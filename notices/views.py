"""All pages of notices: one's own, how one wants to be told, the demo's mails and messages."""

from notices import inbox_views, preference_views
from notices.blueprint import bp

__all__ = ["bp", "inbox_views", "preference_views"]
