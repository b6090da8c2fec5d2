"""Municipalities that share a job centre: whose work a figure shows is then harder to say.

Only those that a public source was found for; there have been others. Both are cooperations under
lov om forpligtende kommunale samarbejder, whose first area is the work of the job centre.

- Ishøj and Vallensbæk: the job centre of Vallensbæk served both until the end of 2021
  (danskekommuner.dk, 2 July 2021, "Ishøj åbner eget jobcenter og finder ny chef").
- Tårnby and Dragør: agreement in force since 1 January 2007, labour market measures among its areas
  (dragoer.dk, "Forpligtende samarbejde"). No end is known.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedJobCentre:
    """Two municipalities by code, and the years in which they shared it; None: no end is known."""

    municipalities: frozenset[str]
    year_from: int
    year_to: int | None


SHARED = (
    SharedJobCentre(frozenset({"0183", "0187"}), 2007, 2021),
    SharedJobCentre(frozenset({"0185", "0155"}), 2007, None),
)


def partners(*, year_from: int, year_to: int) -> dict[str, str]:
    """Who shared a job centre with whom in some part of these years, by code, both ways."""
    found: dict[str, str] = {}
    for each in SHARED:
        if each.year_from <= year_to and (each.year_to is None or year_from <= each.year_to):
            one, other = sorted(each.municipalities)
            found |= {one: other, other: one}
    return found
