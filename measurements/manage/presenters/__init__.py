"""Rounds under way, in words an administrator can act on."""
