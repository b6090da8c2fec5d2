"""Pages of submissions: reading, sharing, one's own, and reviewing."""
