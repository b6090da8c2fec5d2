"""What is kept about submissions: texts, files, moves and links to results."""

from submissions.models.attachment import Attachment
from submissions.models.link import PracticeLink, Projection, RelinkRequest
from submissions.models.move import Move
from submissions.models.search import (
    FilePage,
    FileReading,
    SearchDocument,
    SearchIdf,
    SearchState,
    SearchTerm,
    SearchWord,
    Sort,
    Synonym,
)
from submissions.models.submission import CONTENT, Kind, ReportType, Submission

__all__ = [
    "CONTENT",
    "Attachment",
    "FilePage",
    "FileReading",
    "Kind",
    "Move",
    "PracticeLink",
    "Projection",
    "RelinkRequest",
    "ReportType",
    "SearchDocument",
    "SearchIdf",
    "SearchState",
    "SearchTerm",
    "SearchWord",
    "Sort",
    "Submission",
    "Synonym",
]
