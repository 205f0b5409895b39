"""All pages of conferences: for everybody, for guests, for who runs them."""

from conferences import (
    floor_views,
    guest_views,
    paper_views,
    plan_views,
    public_views,
    question_views,
)
from conferences.blueprint import bp

__all__ = [
    "bp",
    "floor_views",
    "guest_views",
    "paper_views",
    "plan_views",
    "public_views",
    "question_views",
]
