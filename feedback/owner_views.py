"""Pages of petitions for owner."""
