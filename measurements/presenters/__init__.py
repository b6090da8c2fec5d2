"""Results → rows and sentences: everything a page of a round says, ready to be set in a template.

`round_page` takes a published round or a preview in the same shape, so that a preview shows
exactly what publication will make public.
"""

from measurements.presenters.computed import RoundPage, round_page
from measurements.presenters.method_notes import MethodNote, method_note, method_notes
from measurements.presenters.stated import StatedPage, stated_page

__all__ = [
    "MethodNote",
    "RoundPage",
    "StatedPage",
    "method_note",
    "method_notes",
    "round_page",
    "stated_page",
]
