"""Knows how fast municipalities are; knows nothing of submissions."""
