"""Results → SVG. Here the geometry, in templates/measurements/charts the drawing.

A chart has no view box: horizontal places are per cent of its width, vertical ones are pixels, so
that text keeps its size from a telephone to a wide screen. Numbers leave as text with a decimal
point, since a template would write them with a comma.
"""

from measurements.charts.caterpillar import Caterpillar, caterpillar
from measurements.charts.slope import Slope, SlopeChart, slope_chart
from measurements.charts.trend import TrendChart, trend_chart

__all__ = [
    "Caterpillar",
    "Slope",
    "SlopeChart",
    "TrendChart",
    "caterpillar",
    "slope_chart",
    "trend_chart",
]
