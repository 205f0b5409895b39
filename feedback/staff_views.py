"""Pages of petitions for staff."""
