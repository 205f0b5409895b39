"""All pages of reports."""

from reports import file_views, period_views, plan_views, row_views, saved_views
from reports.blueprint import bp

__all__ = ["bp", "file_views", "period_views", "plan_views", "row_views", "saved_views"]
