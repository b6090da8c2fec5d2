"""A submission on paper: the text as the public page has it, without what a click would open."""

from functools import partial

from django.template.loader import render_to_string
from django.utils import timezone

from measurements import paper
from measurements.paper import Drawing, NoPdf, TooLong
from submissions.models import Submission
from submissions.presenters import submission_page

__all__ = ["NoPdf", "TooLong", "drawing_of"]


def drawing_of(submission: Submission) -> Drawing:
    """What was sent, to be drawn as a PDF."""
    text = render_to_string(
        "submissions/pdf.html",
        {
            "page": submission_page.page(submission),
            "files": submission.attachments.all(),
            "state": submission.get_state_display(),
            "today": timezone.localdate(),
        },
    )
    return Drawing(text, partial(paper.draw, text))
