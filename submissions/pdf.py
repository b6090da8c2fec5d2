"""A submission on paper: the text as the public page has it, without what a click would open."""

from django.template.loader import render_to_string
from django.utils import timezone

from measurements import paper
from measurements.paper import NoPdf
from submissions.models import Submission
from submissions.presenters import submission_page

__all__ = ["NoPdf", "pdf_of"]


def pdf_of(submission: Submission) -> bytes:
    """What was sent, as a PDF. Raises `NoPdf` where Pango is not installed."""
    text = render_to_string(
        "submissions/pdf.html",
        {
            "page": submission_page.page(submission),
            "files": submission.attachments.all(),
            "state": submission.get_state_display(),
            "today": timezone.localdate(),
        },
    )
    return paper.draw(text)
