"""The public face: the front door, the search over everything, open data, help."""

from front import data_views, help_views, home_views, search_views
from front.blueprint import bp

__all__ = ["bp", "data_views", "help_views", "home_views", "search_views"]
