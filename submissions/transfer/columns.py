"""The columns of the file, as docs/moving-in.md tells them. A test holds the page to this table."""

from dataclasses import dataclass
from enum import Enum, auto

from submissions.models import Experience, Kind, ReportType, Stage
from submissions.subject_words import TOPICS

LONGEST_TEXT = 10_000  # letters, as the forms allow


class Sort(Enum):
    """How a column is read."""

    LINE = auto()  # a short text
    TEXT = auto()  # Markdown, several paragraphs
    WORD = auto()  # one of a few
    WORDS = auto()  # several of a few, with commas
    PLACE = auto()  # a municipality, by name or code, of today or of before 2007
    PLACES = auto()
    YEAR = auto()
    MONTH = auto()
    LINK = auto()
    EMAIL = auto()


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    sort: Sort
    longest: int = 0  # letters
    words: tuple[str, ...] = ()
    field: str = ""  # of the submission; empty: the same name


STATUSES = ("published", "submitted", "withdrawn", "draft")
COLUMNS = (
    Column("id", Sort.LINE, 120),
    Column("kind", Sort.WORD, words=tuple(Kind.values)),
    Column("title", Sort.LINE, 200),
    Column("municipality", Sort.PLACE, field="municipality_id"),
    Column("further_municipalities", Sort.PLACES),
    Column("status", Sort.WORD, words=STATUSES),
    Column("author_email", Sort.EMAIL),
    Column("publisher", Sort.LINE, 200),
    Column("report_type", Sort.WORD, words=tuple(ReportType.values)),
    Column("year", Sort.YEAR),
    Column("month", Sort.MONTH),
    Column("target_group", Sort.LINE, 300),
    Column("topics", Sort.WORDS, words=tuple(TOPICS)),
    Column("link", Sort.LINK, 500),
    Column("contact", Sort.LINE, 300),
    Column("contact_email", Sort.EMAIL),
    Column("summary", Sort.TEXT, LONGEST_TEXT),
    Column("began_year", Sort.YEAR),
    Column("began_month", Sort.MONTH),
    Column("ended_year", Sort.YEAR),
    Column("stage", Sort.WORD, words=tuple(Stage.values)),
    Column("experience", Sort.WORD, words=tuple(Experience.values)),
    Column("problem", Sort.TEXT, LONGEST_TEXT),
    Column("practice", Sort.TEXT, LONGEST_TEXT),
    Column("who_and_time", Sort.TEXT, LONGEST_TEXT),
    Column("preconditions", Sort.TEXT, LONGEST_TEXT),
    Column("results", Sort.TEXT, LONGEST_TEXT),
    Column("what_failed", Sort.TEXT, LONGEST_TEXT),
    Column("advice_smaller", Sort.TEXT, LONGEST_TEXT),
    Column("advice_larger", Sort.TEXT, LONGEST_TEXT),
)
BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = ("id", "kind", "title", "status")
# Texts that tell more than a title.
TEXTS = tuple(column.name for column in COLUMNS if column.sort is Sort.TEXT)
