"""Knows what municipalities do; may read published results."""
