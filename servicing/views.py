"""The pages of loans under repayment: importing this module gathers them."""

from servicing import borrower_views, forecast_views, paper_views, staff_views
from servicing.blueprint import bp

__all__ = ["borrower_views", "bp", "forecast_views", "paper_views", "staff_views"]
