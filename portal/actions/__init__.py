"""Every change to a person: may you, can it, change, trace, message."""
