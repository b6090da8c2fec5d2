"""The two forms: a report, handbook or the like; a method or experience."""

from submissions.forms.base import SubmissionForm, as_post, as_posted, initial_of
from submissions.forms.files import MOST_FILES
from submissions.forms.method import MethodForm
from submissions.forms.report import ReportForm
from submissions.models import Kind

FORMS: dict[str, type[SubmissionForm]] = {Kind.REPORT: ReportForm, Kind.METHOD: MethodForm}

__all__ = [
    "FORMS",
    "MOST_FILES",
    "MethodForm",
    "ReportForm",
    "SubmissionForm",
    "as_post",
    "as_posted",
    "initial_of",
]
