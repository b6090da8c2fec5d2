"""Results → rows and sentences: everything a page of a round says, ready to be set in a template.

`round_page` takes a published round or a preview in the same shape, so that a preview shows
exactly what publication will make public.
"""

from measurements.presenters.comparable import in_order
from measurements.presenters.comparison import ComparisonPage, comparison_page
from measurements.presenters.computed import RoundPage, round_page
from measurements.presenters.explained import ExplainedPage, explained_page
from measurements.presenters.method_notes import MethodNote, method_note, method_notes
from measurements.presenters.stated import StatedPage, stated_page

__all__ = [
    "ComparisonPage",
    "ExplainedPage",
    "MethodNote",
    "RoundPage",
    "StatedPage",
    "comparison_page",
    "explained_page",
    "in_order",
    "method_note",
    "method_notes",
    "round_page",
    "stated_page",
]
