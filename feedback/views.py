"""All pages of petitions: for everybody, for the cooperative, for staff."""

from feedback import (
    basis_views,
    claim_views,
    conflict_views,
    delivery_views,
    effect_views,
    feed_views,
    filing_views,
    forward_views,
    further_views,
    merge_views,
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
    "basis_views",
    "bp",
    "claim_views",
    "conflict_views",
    "delivery_views",
    "effect_views",
    "feed_views",
    "filing_views",
    "forward_views",
    "further_views",
    "merge_views",
    "owner_views",
    "public_views",
    "publication_views",
    "recording_views",
    "reopen_views",
    "similar_views",
    "staff_views",
]
