"""Links by which whoever is asked whether a method is still in use answers. Each answers once."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from measurements import signed_links
from measurements.signed_links import BadLink
from submissions import contacts
from submissions.models import Submission

VALID_FOR = timedelta(days=120)
_PURPOSE = "submissions.running"


class Answered(BadLink):
    """The link held, and has done its work: somebody has answered since it was made."""

    def __init__(self, submission: Submission) -> None:
        super().__init__()
        self.submission = submission


def path(submission: Submission, address: str) -> str:
    return reverse("running-by-link", args=[token(submission, address)])


def token(submission: Submission, address: str) -> str:
    values = [submission.pk, address, _last_answer(submission)]
    return signed_links.token(values, purpose=_PURPOSE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link was made for."""

    submission: Submission
    address: str  # that was asked


def read(value: str) -> Asked:
    pk, address, last_answer = signed_links.read(value, purpose=_PURPOSE, valid_for=VALID_FOR)
    found = Submission.objects.select_related("author", "municipality").filter(pk=pk).first()
    if found is None or not found.is_published or address not in contacts.who_knows(found):
        raise BadLink
    if last_answer != _last_answer(found):
        raise Answered(found)
    return Asked(found, address)


def _last_answer(submission: Submission) -> str:
    said = submission.running_said_at
    return said.isoformat() if said else ""
