"""Who to learn from: a pure function from what is published to matches, each with its reasons.

A match works under similar conditions, was faster beyond noise, and has a method that can be taken
up with somebody to ask. Whether another municipality is one depends on the two alone, so that a
third can neither make a match nor take it away.

Similar conditions: the model says how many months the people who came, and the local labour market,
add to a municipality's expected time. That is every trait weighted by its effect on the time to
work. The distance between two municipalities adds up how far apart they are in each, and in size:

    w1 |people_a - people_b| + w2 |market_a - market_b| + w3 PER_DOUBLING |log2(n_a / n_b)|

Faster beyond noise: D_b - D_a, D being actual minus expected time, with the variance se_a^2 + se_b^2
(their covariance is not published). Simulated, 98 municipalities, three countries: among those that
are similar the error with the covariance was 0.86 to 1.02 times this one, half of them 1.00. In twelve
where all were equally good, 2.8 per cent of the similar pairs were called faster; 2.5 is meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import hypot, log2
from statistics import NormalDist

LEVEL = 0.95  # of the interval, two-sided
LIMIT = 3.0  # months: whoever is further apart does not work under similar conditions
PER_DOUBLING = 0.5  # months: what twice as many people count for; the model knows no such effect
HEAVIEST = 3  # the largest weight that a reader can give
FEW = 1.5  # times the people that a round asks for; below that a few persons may move the figure


class Requirement(StrEnum):
    """What a match must fulfil, in the order in which it is asked."""

    SIMILAR = "similar"
    FASTER = "faster"
    METHOD = "method"
    CONTACT = "contact"


class Caution(StrEnum):
    """What a reader should bear in mind of a municipality's figures."""

    FEW_PEOPLE = "few_people"
    DIVIDED = "divided"  # it holds a part of a municipality that was divided
    SHARED_JOB_CENTRE = "shared_job_centre"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the conditions counts: 0 not at all, 1 as the model says."""

    who_arrived: int = 1
    labour_market: int = 1
    size: int = 1


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a municipality had to work with.

    who_arrived    months that the people who came add to the expected time
    labour_market  months that the local labour market adds; None: not adjusted for in the round
    people         received
    """

    who_arrived: float
    labour_market: float | None
    people: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One municipality in a round.

    conditions, difference, se  months; None where the round does not show them
    is_judged                   whether it had people enough for a verdict
    """

    code: str
    conditions: Conditions | None
    difference: float | None
    se: float | None
    is_judged: bool
    is_divided: bool = False
    shares_job_centre: bool = False

    @property
    def is_shown(self) -> bool:
        return None not in (self.conditions, self.difference, self.se)


@dataclass(frozen=True, slots=True)
class Shared:
    """How many methods of a municipality the one that asks could take up.

    Those that it takes part in already do not count.
    """

    methods: int = 0
    answered: int = 0  # of those, how many there is somebody to ask about


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart the conditions of two municipalities are: weighted months, none negative."""

    who_arrived: float
    labour_market: float
    size: float

    @property
    def months(self) -> float:
        return self.who_arrived + self.labour_market + self.size


@dataclass(frozen=True, slots=True)
class Gap:
    """The other's difference minus one's own, months; negative: the other was faster."""

    months: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Another municipality, seen from the one that asks.

    answered  how many methods it has that can be taken up with somebody to ask
    fails     the requirements that it does not fulfil; none: a match
    """

    code: str
    distance: Distance
    gap: Gap
    is_judged: bool
    answered: int
    fails: tuple[Requirement, ...]

    @property
    def is_match(self) -> bool:
        return not self.fails


@dataclass(frozen=True, slots=True)
class Answer:
    """others        all that can be compared, the most similar first; equals in the order given
    is_comparable  whether the round shows enough of the municipality that asks
    """

    others: tuple[Compared, ...]
    is_comparable: bool

    @property
    def matches(self) -> tuple[Compared, ...]:
        return tuple(each for each in self.others if each.is_match)

    def nearest(self, count: int) -> tuple[Compared, ...]:
        """Those that were faster, by chance or not, and fail the fewest requirements; of these the
        most similar first.
        """
        missed = [each for each in self.others if each.fails and each.gap.months < 0]
        return tuple(sorted(missed, key=lambda each: len(each.fails))[:count])

    def left_after(self, requirement: Requirement) -> int:
        """How many fulfil this requirement and those before it."""
        asked = set(list(Requirement)[: list(Requirement).index(requirement) + 1])
        return sum(asked.isdisjoint(each.fails) for each in self.others)


AS_THE_MODEL_SAYS = Weights()


def learn_from(
    code: str,
    *,
    measured: Iterable[Measured],
    shared: Mapping[str, Shared],
    weights: Weights = AS_THE_MODEL_SAYS,
) -> Answer:
    """Every other municipality of the round, held against the four requirements.

    shared  by municipality, as the one that asks sees it; those without methods may be absent
    """
    places = {each.code: each for each in measured}
    asking = places.pop(code, None)
    if asking is None or not asking.is_shown:
        return Answer((), is_comparable=False)
    found = [
        _compared(other, distance, gap, shared.get(other.code, Shared()))
        for other in places.values()
        if (distance := distance_between(asking, other, weights=weights)) is not None
        if (gap := gap_between(asking, other)) is not None
    ]
    nearest_first = sorted(found, key=lambda each: each.distance.months)
    return Answer(tuple(nearest_first), is_comparable=True)


def similar_to(code: str, *, measured: Iterable[Measured]) -> frozenset[str] | None:
    """Codes of the others within LIMIT; None where the round does not show the conditions here."""
    places = {each.code: each for each in measured}
    asking = places.pop(code, None)
    if asking is None or asking.conditions is None:
        return None
    near = ((other.code, distance_between(asking, other)) for other in places.values())
    return frozenset(code for code, apart in near if apart and apart.months <= LIMIT)


def distance_between(
    one: Measured, other: Measured, *, weights: Weights = AS_THE_MODEL_SAYS
) -> Distance | None:
    """None where the round does not show the conditions of both."""
    here, there = one.conditions, other.conditions
    if here is None or there is None:
        return None
    return Distance(
        who_arrived=weights.who_arrived * abs(there.who_arrived - here.who_arrived),
        labour_market=weights.labour_market * _apart(here.labour_market, there.labour_market),
        size=weights.size * PER_DOUBLING * abs(log2(there.people) - log2(here.people)),
    )


def gap_between(asking: Measured, other: Measured) -> Gap | None:
    """None where the round does not show the difference of both."""
    if asking.difference is None or asking.se is None:
        return None
    if other.difference is None or other.se is None:
        return None
    months = other.difference - asking.difference
    margin = NormalDist().inv_cdf((1 + LEVEL) / 2) * hypot(asking.se, other.se)
    return Gap(months, months - margin, months + margin)


def cautions(place: Measured, *, minimum_people: int) -> tuple[Caution, ...]:
    """What to bear in mind of one municipality in a round that asks for so many people."""
    shown = place.conditions
    told = {
        Caution.FEW_PEOPLE: shown is not None and shown.people < FEW * minimum_people,
        Caution.DIVIDED: place.is_divided,
        Caution.SHARED_JOB_CENTRE: place.shares_job_centre,
    }
    return tuple(caution for caution, applies in told.items() if applies)


def _apart(here: float | None, there: float | None) -> float:
    """A round adjusts for the labour market of all or of none."""
    return 0.0 if here is None or there is None else abs(there - here)


def _compared(other: Measured, distance: Distance, gap: Gap, shared: Shared) -> Compared:
    fulfils = {
        Requirement.SIMILAR: distance.months <= LIMIT,
        Requirement.FASTER: gap.high < 0 and other.is_judged,
        Requirement.METHOD: shared.methods > 0,
        # Without a method there is nothing to ask about; that is told once.
        Requirement.CONTACT: shared.answered > 0 or not shared.methods,
    }
    fails = tuple(requirement for requirement, holds in fulfils.items() if not holds)
    return Compared(other.code, distance, gap, other.is_judged, shared.answered, fails)
