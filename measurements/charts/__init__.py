"""Results → SVG. Here the geometry, in templates/measurements/charts the drawing.

A chart has no view box: horizontal places are per cent of its width, vertical ones are pixels, so
that text keeps its size from a telephone to a wide screen. Numbers leave as text with a decimal
point, since a template would write them with a comma.
"""

from measurements.charts.caterpillar import Caterpillar, caterpillar, history
from measurements.charts.country import Country, country
from measurements.charts.funnel import FunnelChart, funnel_chart
from measurements.charts.places import PlacesChart, places_chart
from measurements.charts.slope import Slope, SlopeChart, slope_chart
from measurements.charts.trend import TrendChart, trend_chart
from measurements.charts.waterfall import Part, WaterfallChart, waterfall_chart

__all__ = [
    "Caterpillar",
    "Country",
    "FunnelChart",
    "Part",
    "PlacesChart",
    "Slope",
    "SlopeChart",
    "TrendChart",
    "WaterfallChart",
    "caterpillar",
    "country",
    "funnel_chart",
    "history",
    "places_chart",
    "slope_chart",
    "trend_chart",
    "waterfall_chart",
]
