"""What a verb raises when a person may, but it cannot be done: a sentence for the page."""


class Refused(Exception):
    """Nothing has changed; the text says why, in words for whoever asked."""
