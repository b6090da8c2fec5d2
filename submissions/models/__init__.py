"""What is kept about submissions: texts, files, moves, links to results, and mail to send."""

from submissions.models.attachment import Attachment
from submissions.models.link import PracticeLink, Projection, RelinkRequest
from submissions.models.message import Message
from submissions.models.move import Move
from submissions.models.submission import CONTENT, Kind, ReportType, Submission

__all__ = [
    "CONTENT",
    "Attachment",
    "Kind",
    "Message",
    "Move",
    "PracticeLink",
    "Projection",
    "RelinkRequest",
    "ReportType",
    "Submission",
]
