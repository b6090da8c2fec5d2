"""Submissions in a file: how another portal's are read, and how ours are written."""
