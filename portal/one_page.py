"""A municipality's result on one sheet of paper, for a committee that has ten minutes for it."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from measurements import paper, sentences
from measurements.municipality_page import MunicipalityFigures, municipality_figures
from measurements.published import MunicipalityResult, Verdict
from submissions import match_words, matches

SIZES = (9.5, 8.8, 8.0, 7.2)  # points; smaller is tried where the sheet is full
# What is drawn on paper does not inherit the style of the page around it.
_CHART_STYLE = """<style>
text { font: 10px sans-serif; fill: #1a1a1a }
.tick, .axis-words { fill: #5a5a5a } .tick, .place { text-anchor: middle } .end { text-anchor: end }
.place { font-weight: bold }
.all { stroke: #d5dbdb; stroke-width: 10 } .stretch { stroke: #0b4f55; stroke-width: 10 }
.stop { stroke: #0b4f55; stroke-width: 3 } .grid { stroke: #d5dbdb }
.figure { text-anchor: end; dominant-baseline: middle; font-weight: bold }
.level .name { font-weight: bold }
.longer rect { fill: #b44a00 } .shorter rect { fill: #005aa3 }
</style>"""


class Sheet:
    """The sheet of one municipality, as text; drawn when somebody wants it, and kept for a day.

    Whoever asks can change nothing of it, so that there is one drawing a day and language for each
    municipality, however often it is asked for.
    """

    def __init__(self, newest: MunicipalityResult, results: list[MunicipalityResult]) -> None:
        self._shown = _shown(newest, municipality_figures(results))
        self.drawing = paper.Drawing(self._text(SIZES[0]), self._draw)

    def _draw(self) -> bytes:
        return paper.draw_on_one_page(self._text(size) for size in SIZES)

    def _text(self, size: float) -> str:
        return render_to_string(
            "pages/municipality_sheet.html", {**self._shown, "size": f"{size}pt"}
        )


def _shown(newest: MunicipalityResult, figures: MunicipalityFigures | None) -> dict[str, Any]:
    place = newest.municipality
    learn = match_words.learn_from(matches.learn_from(place))
    assert figures is not None, "the municipality has a result"
    return {
        "municipality": place,
        "result": newest,
        "sentences": sentences.of_municipality(newest),
        "places": figures.places,
        "places_svg": _drawn("places", figures.places),
        "road": figures.road,
        "road_svg": _drawn("waterfall", figures.road),
        "questions": _questions(newest, has_matches=bool(learn.matches)),
        "learn": learn,
        "url": settings.BASE_URL + reverse("municipality", args=[place.slug]),
        "today": timezone.localdate(),
    }


def _drawn(name: str, figure: Any) -> SafeString:
    """The drawing of the page with its own style inside; nothing where there is no such figure."""
    if figure is None:
        return SafeString()
    svg = render_to_string(f"measurements/charts/{name}.html", {"chart": figure.chart})
    start, end, rest = svg.partition(">")
    return mark_safe(start + end + _CHART_STYLE + rest)  # noqa: S308  # a template and a constant


def _questions(result: MunicipalityResult, *, has_matches: bool) -> list[str]:
    """What a committee may ask the administration, by what came out."""
    own = {
        Verdict.FASTER: [
            _("Hvad gør vi, som kan være med til at forklare, at det går hurtigere end ventet?"),
            _(
                "Er det beskrevet, så andre kan bruge det, og så det overlever, at folk skifter job?"
            ),
        ],
        Verdict.SLOWER: [
            _(
                "Hvor i forløbet går tiden: før det første tilbud, imellem tilbuddene eller til sidst?"
            ),
            _("Hvad gør kommunerne nedenfor, som vi ikke gør? Hvem ringer til dem?")
            if has_matches
            else _(
                "Hvilke kommuner med lignende vilkår går det hurtigere for? Hvem ringer til dem?"
            ),
        ],
        Verdict.AS_EXPECTED: [
            _("Tallene kan ikke skelne os fra det ventede. Passer det med det, forvaltningen ser?"),
            _("Er der grupper, som det går hurtigere eller langsommere for end for de andre?"),
        ],
        Verdict.TOO_FEW: [
            _("Vi er for små til et sikkert tal. Hvad ved forvaltningen selv om dem, der kom?"),
            _("Kan vi følge op sammen med nabokommuner, så der bliver personer nok?"),
        ],
    }
    always = _("Tallene gælder dem, der kom i %(from)s–%(to)s. Hvad er ændret siden?") % {
        "from": result.round.period_from,
        "to": result.round.period_to,
    }
    return [*own[result.verdict], always]
