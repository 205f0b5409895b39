"""All pages of petitions: for everybody, for the cooperative, for staff."""

from feedback import (
    delivery_views,
    filing_views,
    owner_views,
    public_views,
    publication_views,
    staff_views,
)
from feedback.blueprint import bp

__all__ = [
    "bp",
    "delivery_views",
    "filing_views",
    "owner_views",
    "public_views",
    "publication_views",
    "staff_views",
]
