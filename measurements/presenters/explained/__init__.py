"""How one figure was made: from the people to the verdict, each step recomputed from published figures.

Written for a page and for a terminal alike: titles, sentences, and sums that add up as printed.
"""

from measurements.presenters.explained.page import ExplainedPage, explained_page, own_steps
from measurements.presenters.explained.step import Step

__all__ = ["ExplainedPage", "Step", "explained_page", "own_steps"]
