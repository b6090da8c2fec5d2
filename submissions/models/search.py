"""The index of the search, the same tables on every database, and the list of synonyms."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from submissions.search import synonyms


class Sort(models.TextChoices):
    """What a result is. The values are those of the API."""

    METHOD = "method", _("Metode eller erfaring")
    REPORT = "report", _("Rapport, håndbog eller lignende")
    ROUND = "round", _("Måling")
    MUNICIPALITY = "municipality", _("Kommune")


class SearchDocument(models.Model):
    """A text that is searched: a submission, a page of one of its files, a round, a municipality.

    A projection of what is published, never edited by hand. `stamp` says what it was made from: a
    document whose stamp is not that of its subject now is not shown, and is made anew.
    """

    key = models.CharField(max_length=160, unique=True)  # the subject; a file and page after it
    subject = models.CharField(max_length=120, db_index=True)
    stamp = models.CharField(max_length=120)
    submission = models.ForeignKey(
        "Submission", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submission_version = models.PositiveIntegerField(null=True)

    sort = models.CharField(max_length=12, choices=Sort.choices)
    code = models.CharField(max_length=80)  # of the submission, round or municipality
    slug = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)  # shown where it answers
    also = models.TextField(blank=True)  # names and the like, searched but not shown
    file_name = models.CharField(max_length=200, blank=True)
    page = models.PositiveIntegerField(null=True)  # of the file

    municipalities = models.CharField(max_length=600, blank=True)  # codes between strokes: |0101|
    target_groups = models.CharField(max_length=200, blank=True)  # likewise
    topics = models.CharField(max_length=200, blank=True)  # likewise
    year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class SearchTerm(models.Model):
    """How much a document is about a term: `search.weights` says what the number means."""

    pk = models.CompositePrimaryKey("document_id", "term")
    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index("term", F("weight").desc(), "document", name="best_documents_of_a_term")
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.weight}"


class SearchIdf(models.Model):
    """In how many documents a term stands: the rarer it is, the more it tells."""

    term = models.CharField(max_length=60, primary_key=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.term} {self.documents}"


class SearchWord(models.Model):
    """A word as it is written in some document: what a misspelt one may be taken for."""

    word = models.CharField(max_length=60, primary_key=True)
    term = models.CharField(max_length=60)
    root = models.CharField(max_length=60, db_index=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word


class SearchState(models.Model):
    """What the index was last made from. The one row is also the lock of whoever writes it."""

    name = models.CharField(max_length=30, primary_key=True)
    rules = models.CharField(max_length=80, blank=True)
    documents = models.PositiveIntegerField(default=0)
    generation = models.UUIDField(default=uuid.uuid4)  # another with every change of the index
    made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.documents}"


class FileReading(models.Model):
    """A file whose text has been taken out, or could not be. The same bytes are read once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    read_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)  # why there is no text, for the log

    def __str__(self) -> str:
        return self.sha256


class FilePage(models.Model):
    """The text of a page; of a file without pages, the whole of it as the first."""

    reading = models.ForeignKey(FileReading, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "number"], name="one_text_per_page")
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.number}"


class Synonym(models.Model):
    """Words for one thing, as editors keep them: Danish ones, and English ones read as them."""

    danish = models.CharField(
        _("danske ord"), max_length=400, help_text=_("Ord for det samme med komma imellem.")
    )
    english = models.CharField(
        _("engelske ord"),
        max_length=400,
        blank=True,
        help_text=_("Engelske ord, der skal finde de danske, med komma imellem."),
    )
    note = models.CharField(_("bemærkning"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)  # empty: as the site came with it

    class Meta:
        verbose_name = _("linje i ordlisten")
        verbose_name_plural = _("ordliste til søgningen")
        ordering = ["danish"]
        constraints = [models.UniqueConstraint(fields=["danish"], name="one_line_per_meaning")]

    def __str__(self) -> str:
        return self.danish

    @property
    def meaning(self) -> synonyms.Meaning:
        return synonyms.Meaning(synonyms.words_of(self.danish), synonyms.words_of(self.english))
