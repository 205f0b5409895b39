"""Pages of petitions for public."""
