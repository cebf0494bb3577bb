"""A process as a picture."""

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from polku.process.logic.definition import Definition
from polku.process.logic.drawing import draw_lying, draw_upright
from polku.process.logic.wording import Wording

WIDTH = 1216


def drawn(definition: Definition) -> dict[str, SafeString]:
    """The map lying for wide pages and upright for narrow ones."""
    wording = Wording(translation.get_language() or "en", translation.gettext)
    lying = draw_lying(definition, None, wording=wording, width=WIDTH, name="map")
    upright = draw_upright(definition, None, wording=wording, name="map-upright")
    return {"lying": mark_safe(lying), "upright": mark_safe(upright)}  # noqa: S308 -- our own pen escapes
