"""The process map as SVG, drawn on the server: lying for wide screens, upright for the phone, tiny for a picker.

Everything is styled by classes (`ui/static/ui/css/map.css`): no inline style. Entry points: `draw_lying`,
`draw_upright`, `draw_mini`; with `standalone=True` a file that brings its own light colours.
"""

from polku.process.logic.drawing.lying import draw_lying
from polku.process.logic.drawing.marks import Mark, Pinned
from polku.process.logic.drawing.mini import draw_mini
from polku.process.logic.drawing.upright import draw_upright

__all__ = ["Mark", "Pinned", "draw_lying", "draw_mini", "draw_upright"]
