"""The two lists of a round, and which names repeat from the round before: computed, never told."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.engine.repeats import Expectation
from measurements.published import NamedPlace, PublishedRound
from measurements.wording import listing, months, whole


@dataclass(frozen=True, slots=True)
class ListOfPlaces:
    """One list, alphabetical, with what is said about it."""

    places: tuple[NamedPlace, ...]
    length: int  # of the list as its round made it; more than the places known when incomplete
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """The same list in the previous round."""

    when: str  # as a sentence goes on: "fra 2007", "for 1999-2006"
    places: tuple[NamedPlace, ...]
    length: int
    complete: bool

    @classmethod
    def of(
        cls,
        previous: PublishedRound | None,
        places: Sequence[NamedPlace],
        *,
        length: int | None = None,
        complete: bool = True,
    ) -> "Before | None":
        if previous is None:
            return None
        return cls(
            when=_when(previous),
            places=tuple(places),
            length=length or len(places),
            complete=complete,
        )


def of(
    places: Sequence[NamedPlace],
    *,
    length: int | None = None,
    complete: bool = True,
    before: Before | None,
    certainty: str = "",
) -> ListOfPlaces:
    """A list with the sentences that its figures give.

    certainty  how sure it is that the places belong on it, in a sentence; empty where not known
    """
    length = length or len(places)
    sentences = [certainty] if certainty else []
    if not complete:
        sentences.append(_known_only(len(places), length))
    if before:
        sentences += _repeats(places, length=length, complete=complete, before=before)
    return ListOfPlaces(places=tuple(places), length=length, sentences=tuple(sentences))


def _when(previous: PublishedRound) -> str:
    """Rounds made here are told apart by their period, those stated elsewhere by when they came."""
    if previous.is_computed:
        return _("for %(from)s-%(to)s") % {"from": previous.period_from, "to": previous.period_to}
    return _("fra %(year)s") % {"year": previous.published_on.year}


def chance_of_repeats(by_lot: Expectation, *, among: int) -> str:
    """How many names two lists have in common when both are drawn blindly."""
    return _(
        "Var begge lister trukket tilfældigt blandt %(among)s kommuner, ville omkring %(expected)s "
        "navne gå igen, oftest mellem %(low)s og %(high)s. To målinger deler desuden mange personer, "
        "så flere gentagelser er ventelige."
    ) % {
        "among": whole(among),
        "expected": months(by_lot.mean),
        "low": whole(by_lot.low),
        "high": whole(by_lot.high),
    }


def _known_only(known: int, length: int) -> str:
    return _("Her kendes %(known)s af listens %(length)s navne.") % {
        "known": whole(known),
        "length": whole(length),
    }


def _repeats(
    places: Sequence[NamedPlace], *, length: int, complete: bool, before: Before
) -> list[str]:
    pairs = [
        (now, then)
        for now in places
        for then in before.places
        if now.main and now.main == then.main
    ]
    certain = complete and before.complete
    sentences = [_repeated(pairs, length=length, certain=certain, when=before.when)]
    if not before.complete:
        sentences.append(
            _("Af listen %(when)s kendes her kun %(known)s af %(length)s navne.")
            % {
                "when": before.when,
                "known": whole(len(before.places)),
                "length": whole(before.length),
            }
        )
    return sentences


def _repeated(
    pairs: Sequence[tuple[NamedPlace, NamedPlace]], *, length: int, certain: bool, when: str
) -> str:
    if not pairs:
        sentence = (
            _("Ingen af kommunerne stod på den tilsvarende liste i den forrige måling %(when)s.")
            if certain
            else _(
                "Ingen af de navne, der kendes, stod på den tilsvarende liste i den forrige måling "
                "%(when)s."
            )
        )
        return sentence % {"when": when}
    sentence = (
        ngettext(
            "%(count)s af de %(length)s kommuner stod også på listen i den forrige måling "
            "%(when)s: %(names)s.",
            "%(count)s af de %(length)s kommuner stod også på listen i den forrige måling "
            "%(when)s: %(names)s.",
            len(pairs),
        )
        if certain
        else ngettext(
            "Mindst %(count)s af de %(length)s kommuner stod også på listen i den forrige måling "
            "%(when)s: %(names)s.",
            "Mindst %(count)s af de %(length)s kommuner stod også på listen i den forrige måling "
            "%(when)s: %(names)s.",
            len(pairs),
        )
    )
    return sentence % {
        "count": whole(len(pairs)),
        "length": whole(length),
        "when": when,
        "names": listing([_name_then_and_now(now, then) for now, then in pairs]),
    }


def _name_then_and_now(now: NamedPlace, then: NamedPlace) -> str:
    if now.name == then.name:
        return now.name
    return _("%(now)s (dengang %(then)s)") % {"now": now.name, "then": then.name}
