"""A submission on paper: the text as the public page has it, without what a click would open."""

from django.template.loader import render_to_string
from django.utils import timezone

from submissions.models import Submission
from submissions.presenters import submission_page


class NoPdf(Exception):
    """This server lacks what draws PDF files."""


def pdf_of(submission: Submission) -> bytes:
    """What was sent, as a PDF. Raises `NoPdf` where Pango is not installed."""
    try:
        from weasyprint import HTML  # here, because it looks for Pango when it is imported
    except OSError as problem:
        raise NoPdf from problem
    text = render_to_string(
        "submissions/pdf.html",
        {
            "page": submission_page.page(submission),
            "files": submission.attachments.all(),
            "state": submission.get_state_display(),
            "today": timezone.localdate(),
        },
    )
    return HTML(string=text, url_fetcher=_nothing).write_pdf()


def _nothing(url: str, *args: object, **kwargs: object) -> None:
    """People's texts name addresses; drawing them on paper opens none."""
    raise ValueError(f"not fetched: {url}")
