"""The pages of loans under repayment: importing this module gathers them."""

from servicing import (
    bank_views,
    borrower_views,
    confirmation_views,
    contract_views,
    forecast_views,
    paper_views,
    public_views,
    relief_views,
    restructuring_views,
    staff_views,
    view_log_views,
    write_off_views,
)
from servicing.blueprint import bp

__all__ = [
    "bank_views",
    "borrower_views",
    "bp",
    "confirmation_views",
    "contract_views",
    "forecast_views",
    "paper_views",
    "public_views",
    "relief_views",
    "restructuring_views",
    "staff_views",
    "view_log_views",
    "write_off_views",
]
