"""All pages of petitions: for everybody, for the cooperative, for staff."""

from feedback import (
    conflict_views,
    delivery_views,
    filing_views,
    forward_views,
    owner_views,
    public_views,
    publication_views,
    staff_views,
)
from feedback.blueprint import bp

__all__ = [
    "bp",
    "conflict_views",
    "delivery_views",
    "filing_views",
    "forward_views",
    "owner_views",
    "public_views",
    "publication_views",
    "staff_views",
]
