"""What processes hand to insight: words for stage keys."""

from collections.abc import Iterable, Mapping

from polku.kernel.words import Text
from polku.process.models import Process
from polku.process.queries import published_of


def stage_names(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """The names of stages by key; where processes share a key, the default process's word counts."""
    found: dict[str, Text | str] = {}
    processes = list(Process.objects.order_by("is_default", "-id"))
    published = published_of({process.pk for process in processes})
    for process in processes:
        if process.pk in published:
            found |= {stage.key: stage.name for stage in published[process.pk].stages}
    return {key: found[key] for key in keys if key in found}
