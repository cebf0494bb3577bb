"""From the lived map to what later packages do about a stage: propose, note down, try."""

from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.insight.hooks import MAP, About, FigureAct, acts_on
from polku.process.rules import ProcessPermission
from polku.process.web import lived
from polku.process.web.lived import Line, Lived

_SAID = ("reached", "advanced", "lost", "open", "left_share", "median_days", "target_days", "time")


def on_the_map(actor: Actor, about: About) -> list[FigureAct]:
    """From a figure to the map of the same deals."""
    if about.figure == MAP or not actor.may(ProcessPermission.SEE):
        return []
    pairs = [pair for pair in parse_qsl(about.query) if pair[0] != "process"]
    base = reverse("process:one", args=[about.process]) if about.process else reverse("process:home")
    return [FigureAct(_("On the map"), f"{base}?{urlencode(pairs)}" if pairs else base, "map")]


def of_stage(found: Lived, line: Line | None, actor: Actor) -> list[FigureAct]:
    """What may be done about one stage, or without a line about the whole process."""
    query = lived.state(found.filter)
    address = reverse("process:map", args=[found.definition.key])
    about = About(
        MAP,
        found.definition.key,
        line.key if line and line.stage else "",
        query,
        _words(line) if line and found.known.n else "",
        f"{address}?{query}" if query else address,
        is_slow=line is not None and any(cell.signal in ("late", "stuck") for cell in line.cells),
    )
    return acts_on(actor, about)


def _words(line: Line) -> str:
    """Its figures as a sentence."""
    cells = [cell for cell in line.cells if cell.column.key in _SAID and (cell.value or cell.signal)]
    return f"{line.name}: {'; '.join(f'{cell.label} {cell.said}' for cell in cells)}."
