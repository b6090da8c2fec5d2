"""What is kept about submissions: texts, files, judgements, what others do with them."""

from submissions.models.attachment import Attachment, FilePicture, FileState, Problem
from submissions.models.following import MunicipalityFollower, Pace
from submissions.models.judgement import (
    Criterion,
    CriterionTick,
    FieldComment,
    SentText,
    Side,
)
from submissions.models.link import PracticeLink, Projection, RelinkRequest
from submissions.models.mail import DigestLine, How, MailChoice
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
from submissions.models.submission import (
    CONTENT,
    Experience,
    Kind,
    ReportType,
    Running,
    Stage,
    Submission,
)
from submissions.models.use import (
    Adoption,
    AdoptionAction,
    AdoptionMove,
    AdoptionState,
    DayCount,
    Question,
    Use,
)

__all__ = [
    "CONTENT",
    "Adoption",
    "AdoptionAction",
    "AdoptionMove",
    "AdoptionState",
    "Attachment",
    "Criterion",
    "CriterionTick",
    "DayCount",
    "DigestLine",
    "Experience",
    "FieldComment",
    "FilePage",
    "FilePicture",
    "FileReading",
    "FileState",
    "How",
    "Kind",
    "MailChoice",
    "Move",
    "MunicipalityFollower",
    "Pace",
    "PracticeLink",
    "Problem",
    "Projection",
    "Question",
    "RelinkRequest",
    "ReportType",
    "Running",
    "SearchDocument",
    "SearchIdf",
    "SearchState",
    "SearchTerm",
    "SearchWord",
    "SentText",
    "Side",
    "Sort",
    "Stage",
    "Submission",
    "Synonym",
    "Use",
]
