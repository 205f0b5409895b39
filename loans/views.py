"""All pages of loans before the contract: for everybody, for the cooperative, for the Fund."""

from loans import (
    application_views,
    appraisal_views,
    calculator_views,
    council_views,
    decision_views,
    draft_views,
    owner_views,
    programme_views,
    staff_views,
    trial_views,
)
from loans.blueprint import bp

__all__ = [
    "application_views",
    "appraisal_views",
    "bp",
    "calculator_views",
    "council_views",
    "decision_views",
    "draft_views",
    "owner_views",
    "programme_views",
    "staff_views",
    "trial_views",
]
