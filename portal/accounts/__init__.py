"""Pages about accounts: invitations, passwords, second factors, colleagues, and everybody."""
