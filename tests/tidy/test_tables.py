"""Tables point back along the sale, and hold no money that rounds."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.tidy.source import ranks


def test_a_foreign_key_points_back_along_the_sale() -> None:
    assert [
        f"{_name(field)} -> {target}"
        for field, source, target in _links()
        if source != target and ranks()[target] >= ranks()[source]
    ] == []


def test_a_foreign_key_to_another_domain_protects_it_and_adds_nothing_to_it() -> None:
    assert [
        _name(field)
        for field, source, target in _links()
        if source != target
        and not (
            str(field.remote_field.related_name).endswith("+")
            and field.remote_field.on_delete in (models.PROTECT, None)  # a link table has none of its own
        )
    ] == []


def test_no_figure_is_kept_as_decimal_or_float_money() -> None:
    assert [_name(field) for field in _fields() if isinstance(field, models.DecimalField)] == []


def _fields() -> Iterator[models.Field]:  # type: ignore[type-arg]
    for model in apps.get_models():
        if model.__module__.startswith("polku."):
            yield from (field for field in model._meta.get_fields() if isinstance(field, models.Field))


def _links() -> Iterator[tuple[models.Field, str, str]]:  # type: ignore[type-arg]
    for field in _fields():
        if field.remote_field:
            home, target, *_ = field.related_model.__module__.split(".")
            if home == "polku":
                yield field, field.model.__module__.split(".")[1], target


def _name(field: models.Field) -> str:  # type: ignore[type-arg]
    return f"{field.model._meta.label}.{field.name}"
