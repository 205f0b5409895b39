"""All pages of one cooperative, and of what is written there."""

from profiles import figure_views, request_views, show_views
from profiles.blueprint import bp

__all__ = ["bp", "figure_views", "request_views", "show_views"]
