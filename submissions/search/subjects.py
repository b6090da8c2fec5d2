"""What a text is about and whom it is for, told by its words: tables, and one way to read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from submissions.search import weights
from submissions.search.normaliser import Normaliser
from submissions.search.weights import Read

# A term of the table counts from this weight on: in the title, or more than once in the text.
_CLEARLY = 1100


@dataclass(frozen=True, slots=True)
class Subject:
    """A line of a filter."""

    slug: str
    words: tuple[str, ...]


TOPICS = (
    Subject("job", ("job", "arbejde", "beskæftigelse", "ansættelse", "arbejdsmarked")),
    Subject("praktik", ("praktik", "virksomhed", "arbejdsgiver", "løntilskud", "arbejdsplads")),
    Subject("uddannelse", ("uddannelse", "elev", "kursus", "igu", "fgu", "brancheforløb")),
    Subject("sprog", ("sprog", "dansk", "danskuddannelse", "sprogundervisning", "læse")),
    Subject("tolkning", ("tolk", "tolkning", "tolkebistand")),
    Subject("modtagelse", ("modtagelse", "modtage", "ankomst", "velkomst", "nyankommen")),
    Subject(
        "bolig", ("bolig", "lejlighed", "husleje", "boligområde", "boligsocial", "indflytning")
    ),
    Subject("sundhed", ("sundhed", "helbred", "traume", "læge", "psykolog", "sygeplejerske")),
    Subject("skole", ("skole", "dagtilbud", "børnehave", "klasse", "lektie", "lærer", "vuggestue")),
    Subject("familie", ("familie", "forælder", "forældre", "mor", "far", "ægtefælle")),
    Subject("frivillige", ("frivillig", "forening", "idræt", "nabo", "medborgerskab")),
    Subject("forebyggelse", ("forebyggelse", "kontrol", "vold", "politi", "æresrelateret")),
)
TARGET_GROUPS = (
    Subject("kvinder", ("kvinde", "mor", "mødre", "kvindelig")),
    Subject("maend", ("mand", "mænd", "far", "fædre", "mandlig")),
    Subject("boern", ("barn", "børn", "elev", "tosproget")),
    Subject("unge", ("ung", "ungdom", "mindreårig", "uledsaget")),
    Subject("familier", ("familie", "forældre", "ægtepar")),
    Subject("familiesammenfoerte", ("familiesammenført", "familiesammenføring", "ægtefælle")),
    Subject("flygtninge", ("flygtning", "fordreven", "ukrainer", "asylansøger")),
    Subject("aeldre", ("ældre", "senior")),
    Subject("traumatiserede", ("traume", "traumatiseret", "ptsd", "psykisk")),
    Subject("analfabeter", ("analfabet", "analfabetisme", "alfabetisering")),
)


def about(table: Sequence[Subject], normaliser: Normaliser, read: Read) -> list[str]:
    """The slugs of the lines whose words stand in the title, or more than once in the text."""
    return [
        line.slug
        for line in table
        if any(read.weights.get(term, 0) >= _CLEARLY for term in _terms(line, normaliser))
    ]


def named_in(table: Sequence[Subject], normaliser: Normaliser, text: str) -> list[str]:
    """The slugs of the lines that a text names at all: somebody wrote it to say just that."""
    named = weights.read(normaliser, title="", text=text).weights.keys()
    return [line.slug for line in table if named & set(_terms(line, normaliser))]


def _terms(line: Subject, normaliser: Normaliser) -> Iterable[str]:
    return (normaliser.word(word).term for word in line.words)
