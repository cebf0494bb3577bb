"""A tiny map for the picker: a line, its stops, and where the win is."""

from polku.process.logic.definition import Definition
from polku.process.logic.drawing.canvas import Canvas, short
from polku.process.logic.wording import Wording


def draw_mini(
    definition: Definition, *, wording: Wording | None = None, width: float = 160, name: str = ""
) -> str:
    """The line with a stop for each stage, smaller and hollow after the win. Its title names the stages."""
    said = wording or Wording()
    canvas, count, y = Canvas(), len(definition.stages), 10.0
    gap = (width - 20) / max(count - 1, 1)
    canvas.path(f"M4 {short(y)}H{short(width - 4)}", "bl")
    for place, stage in enumerate(definition.stages):
        x = 10 + place * gap if count > 1 else width / 2
        radius = min(5.0, max(2.0, gap / 3))
        canvas.circle(x, y, radius - 1 if stage.after_win else radius, "part" if stage.after_win else "bs")
    names = ", ".join(stage.name.to(said.language) for stage in definition.stages)
    return canvas.svg(width, 20, title=names, classes=("mini",), name=name or f"mini-{definition.key}")
