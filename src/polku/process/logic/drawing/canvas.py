"""SVG as text: escaped, with short numbers, styled by classes alone."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from polku.process.logic.drawing.lettering import Line
from polku.process.logic.drawing.marks import Mark
from polku.process.logic.drawing.style import STANDALONE_STYLE

NAMESPACE = "http://www.w3.org/2000/svg"


def short(number: float) -> str:
    """A coordinate with two decimals at most."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Canvas:
    """Collects the shapes of one picture, first drawn first."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = False
        self._closing = "</g>"

    def path(self, d: str, name: str, *, stroke: float | None = None) -> None:
        """A line or an area; `stroke` is its width where that is a figure."""
        width = "" if stroke is None else f' stroke-width="{short(stroke)}"'
        self.parts.append(f'<path class="{name}"{width} d="{d}"/>')

    def circle(self, x: float, y: float, radius: float, name: str) -> None:
        """A stop, or a part of one."""
        self.parts.append(f'<circle class="{name}" cx="{short(x)}" cy="{short(y)}" r="{short(radius)}"/>')

    def text(self, x: float, y: float, line: Line | str, name: str = "", *, anchor: str = "") -> None:
        """One line of text, pressed together if it says so."""
        said, length = (line.text, line.length) if isinstance(line, Line) else (line, None)
        if not said:
            return
        attributes = f' class="{name}"' if name else ""
        attributes += f' x="{short(x)}" y="{short(y)}"'
        attributes += f' text-anchor="{anchor}"' if anchor else ""
        if length is not None:
            attributes += f' textLength="{short(length)}" lengthAdjust="spacingAndGlyphs"'
        self.parts.append(f"<text{attributes}>{escape(said)}</text>")

    def figure(self, x: float, y: float, figure: str, rest: Line) -> None:
        """A figure that stands out, and the words that follow it in the same line."""
        length = (
            ""
            if rest.length is None
            else f' textLength="{short(rest.length)}" lengthAdjust="spacingAndGlyphs"'
        )
        self.parts.append(
            f'<text x="{short(x)}" y="{short(y)}"{length}><tspan class="b">{escape(figure)}</tspan> '
            f"{escape(rest.text)}</text>"
        )

    def signal(self, x: float, y: float, signal: str | None) -> None:
        """Time against target as a shape: a circle on time, a diamond late, a square stuck."""
        if signal == "ok":
            self.circle(x, y, 4.5, "ok")
        elif signal == "late":
            self.path(f"M{short(x)} {short(y - 7)}l7 7l-7 7l-7-7z", "late")
        elif signal == "stuck":
            self.path(f"M{short(x - 5.5)} {short(y - 5.5)}h11v11h-11z", "stuck")

    def mark(self, x: float, y: float, mark: Mark) -> None:
        """A pin: a link where it leads somewhere."""
        if mark.href:
            self.linked = True
            named = quoteattr(mark.title or mark.text)
            self.parts.append(f'<a class="pinned" href={quoteattr(mark.href)} aria-label={named}>')
        else:
            self.parts.append('<g class="pinned">')
        if mark.title:
            self.parts.append(f"<title>{escape(mark.title)}</title>")
        if mark.shape == "goal":
            box = f'x="{short(x - 8.5)}" y="{short(y - 8.5)}" width="17" height="17" rx="3"'
            self.parts.append(f'<rect class="{mark.style}" {box}/>')
        elif mark.shape == "remark":
            self.path(f"M{short(x - 9)} {short(y - 8)}h18v13h-9l-5 5v-5h-4z", mark.style)
            y -= 1.5
        else:
            self.circle(x, y, 9, mark.style)
        self.text(x, y + 4, mark.text, "pin-t", anchor="middle")
        self.parts.append("</a>" if mark.href else "</g>")

    def duty(self, x: float, y: float, duty: str, *, title: str = "") -> None:
        """A part in a stage: a disc does it, a ringed disc answers for it, a ring works on it too, a diamond is
        asked, a dot is told.
        """
        self.parts.append(f"<g>{f'<title>{escape(title)}</title>' if title else ''}")
        if duty == "accountable":
            self.circle(x, y, 7.5, "part")
        if duty == "consulted":
            self.path(f"M{short(x)} {short(y - 6)}l6 6l-6 6l-6-6z", "part")
        elif duty == "part":
            self.circle(x, y, 4.5, "part")
        else:
            self.circle(x, y, {"responsible": 6, "accountable": 4}.get(duty, 2.5), "resp")
        self.parts.append("</g>")

    def adder(self, x: float, y: float, title: str, href: str) -> None:
        """A plus that leads to where a stage is added."""
        self.linked = True
        said = quoteattr(title)
        self.parts.append(
            f'<a class="adder" href={quoteattr(href)} aria-label={said}><title>{escape(title)}</title>'
        )
        self.circle(x, y, 9, "add")
        self.path(f"M{short(x - 4)} {short(y)}h8M{short(x)} {short(y - 4)}v8", "plus")
        self.parts.append("</a>")

    def open_group(
        self, title: str, href: str = "", name: str = "", key: str = "", *, current: bool = False
    ) -> None:
        """Shapes that belong together and say what they are when pointed at; with an address they are a link.

        `name` is the id of that link, `key` the stage it is about, `current` whether that one is worked on now.
        """
        if href:
            self.linked = True
            of = f" id={quoteattr(name)} data-stop={quoteattr(key)}" if name else ""
            of += ' aria-current="true"' if current else ""
            self.parts.append(f'<a class="stop"{of} href={quoteattr(href)} aria-label={quoteattr(title)}>')
        else:
            self.parts.append('<g class="stop">')
        self.parts.append(f"<title>{escape(title)}</title>")
        self._closing = "</a>" if href else "</g>"

    def close_group(self) -> None:
        """The end of what `open_group` began."""
        self.parts.append(self._closing)

    def area(self, x: float, y: float, width: float, height: float) -> None:
        """Where a link can be pressed besides its shapes: nothing is drawn."""
        box = f'x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"'
        self.parts.append(f'<rect class="hit" {box}/>')

    def svg(
        self,
        width: float,
        height: float,
        *,
        title: str,
        description: str = "",
        classes: Sequence[str] = (),
        name: str = "map",
        standalone: bool = False,
    ) -> str:
        """The whole picture. `name` keeps the ids of several pictures on one page apart."""
        labels = f"{name}-title {name}-desc" if description else f"{name}-title"
        head = f'<title id="{name}-title">{escape(title)}</title>'
        head += f'<desc id="{name}-desc">{escape(description)}</desc>' if description else ""
        sized = standalone or "wide" in classes
        size = f' width="{short(width)}" height="{short(height)}"' if sized else ""
        # What is an image has no parts to go to, for those who hear it.
        role = "group" if self.linked else "img"
        if standalone:
            head += f"<style>{STANDALONE_STYLE}</style>"
            head += f'<rect class="paper" width="{short(width)}" height="{short(height)}"/>'
        return (
            f'<svg xmlns="{NAMESPACE}" class={quoteattr(" ".join(("map", *classes)))}{size}'
            f' viewBox="0 0 {short(width)} {short(height)}" role="{role}" aria-labelledby="{labels}">'
            f"{head}{''.join(self.parts)}</svg>"
        )
