"""The words of a map that no picture carries: its title, its description, what each stop says when pointed at."""

from polku.kernel.errors import gettext_noop
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.figures import Figures
from polku.process.logic.wording import Wording


def title(definition: Definition, wording: Wording) -> str:
    """What the picture is."""
    name = definition.name.to(wording.language)
    if definition.number:
        template = gettext_noop("Process map, %(name)s, version %(number)s")
        return wording.say(template, name=name, number=definition.number)
    return wording.say(gettext_noop("Process map, %(name)s"), name=name)


def description(definition: Definition, figures: Figures | None, wording: Wording) -> str:
    """What the picture shows, for who can't see it."""
    names = ", ".join(stage.name.to(wording.language) for stage in definition.stages)
    said = [wording.say(gettext_noop("Stages in their order: %(names)s."), names=names)]
    if figures is not None:
        last = definition.stages[-1]
        template = gettext_noop("Deals started: %(started)s. Reached “%(last)s”: %(reached)s.")
        said.append(
            wording.say(
                template,
                started=wording.number(figures.started),
                last=last.name.to(wording.language),
                reached=wording.number(figures.of(last.key).reached),
            )
        )
        said.append(wording.say(gettext_noop("The same figures stand in the table.")))
    return " ".join(said)


def stop(stage: Stage, figures: Figures | None, wording: Wording) -> str:
    """All that is known of a stop, in one line."""
    name = stage.name.to(wording.language)
    if figures is None:
        purpose = stage.purpose.to(wording.language) if stage.purpose else ""
        return f"{name}: {purpose}" if purpose else name
    of = figures.of(stage.key)
    template = gettext_noop(
        "%(name)s: reached %(reached)s, moved on %(advanced)s, lost %(lost)s, paused %(paused)s, "
        "no decision %(no_decision)s, still here %(open)s, overrides %(overrides)s, left out %(skipped)s"
    )
    counts = {
        key: wording.number(getattr(of, key))
        for key in ("reached", "advanced", "lost", "paused", "no_decision", "open", "overrides", "skipped")
    }
    return wording.say(template, name=name, **counts)
