"""All pages of petitions: for everybody, for the cooperative, for staff."""

from feedback import (
    claim_views,
    delivery_views,
    feed_views,
    filing_views,
    owner_views,
    public_views,
    publication_views,
    recording_views,
    reopen_views,
    similar_views,
    staff_views,
)
from feedback.blueprint import bp

__all__ = [
    "bp",
    "claim_views",
    "delivery_views",
    "feed_views",
    "filing_views",
    "owner_views",
    "public_views",
    "publication_views",
    "recording_views",
    "reopen_views",
    "similar_views",
    "staff_views",
]
