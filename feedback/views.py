"""All pages of petitions: for everybody, for the cooperative, for staff."""

from feedback import (
    basis_views,
    delivery_views,
    filing_views,
    further_views,
    owner_views,
    public_views,
    publication_views,
    staff_views,
)
from feedback.blueprint import bp

__all__ = [
    "basis_views",
    "bp",
    "delivery_views",
    "filing_views",
    "further_views",
    "owner_views",
    "public_views",
    "publication_views",
    "staff_views",
]
