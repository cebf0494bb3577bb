"""What processes put into the interface: their place, acts, settings, looks and behaviours."""

from django.utils.translation import gettext_lazy as _

from polku.insight.hooks import figure_acts
from polku.process import pins
from polku.process.rules import ProcessPermission
from polku.process.web import acting, causing, today
from polku.ui import registry

SELLING = _("Selling")


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    see, edit = ProcessPermission.SEE, ProcessPermission.EDIT
    registry.stylesheets.register(
        registry.Stylesheet("process/css/process.css", areas=("process", "exchange", "start"))
    )
    registry.behaviours.register(
        registry.Behaviour("process/js/map.js"),
        registry.Behaviour("process/js/map_edit.js"),
        registry.Behaviour("process/js/map_drag.js"),
        registry.Behaviour("process/js/rows.js"),
    )
    figure_acts.register("process", acting.on_the_map, order=200)
    pins.register("causes", causing.pins_of, order=10)
    registry.places.register(
        registry.Place("process", _("Process"), "process:home", "map", order=40, permission=see, letter="o")
    )
    registry.palette_actions.register(
        registry.PaletteAction(
            "process_map", _("Open the process map"), "process:home", "map", 200, see, words=_("stages line")
        ),
        registry.PaletteAction(
            "load_process",
            _("Load a process"),
            "process:templates",
            "plus",
            210,
            edit,
            words=_("ready-made template pipeline stages"),
        ),
    )
    _settings(see)
    registry.today_sources.register(registry.TodaySource("process", today.rows, order=60))
    _keys()


def _settings(see: ProcessPermission) -> None:
    registry.settings_pages.register(
        registry.SettingsPage(
            "processes",
            _("Processes"),
            "process:processes",
            "map",
            30,
            see,
            group=SELLING,
            hint=_("Which process new deals start in, archived ones, ready-made ones"),
        )
    )
    registry.settings_pages.register(
        registry.SettingsPage(
            "departments",
            _("Departments"),
            "process:departments",
            "people",
            31,
            see,
            group=SELLING,
            hint=_("Who works in product, IT, the point of sale and departments of your own"),
        )
    )


def _keys() -> None:
    registry.key_lists.register(
        registry.Keys(
            "process_editor",
            _("In the process editor"),
            (
                ("A", _("add a stage after it")),
                ("U", _("stage up")),
                ("D", _("stage down")),
                ("Enter", _("open the stage")),
                ("Z", _("take the last edit back")),
                ("P", _("publish")),
            ),
        ),
        registry.Keys(
            "process_draft_map",
            _("On a stop of the draft's map"),
            (
                ("←, →", _("the next stop")),
                ("Alt ←, Alt →", _("move the stage")),
                ("Enter", _("open the stage")),
                ("F2", _("rename")),
                ("A", _("add a stage after it")),
                ("S", _("split it")),
                ("M", _("merge it with the next")),
                ("X", _("take it out")),
            ),
        ),
        registry.Keys("process_map", _("On the process map"), (("F", _("which deals")), ("E", _("edit")))),
    )
