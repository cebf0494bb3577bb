"""What the interface may hold of a person: a name searched for, in a saved view or in the address a form led to."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Subject, nothing
from polku.kernel.redaction import Marks
from polku.ui.models import SavedView, SentForm


def erase(_subject: Subject, marks: Marks, _at: datetime) -> int:
    """Take the person out of names and addresses of saved views; addresses of sent forms are kept for a day."""
    found = []
    for view in SavedView.objects.order_by("id").iterator(chunk_size=500):
        if marks.finds(view.name) or marks.finds(view.query):
            view.query = marks.redacted(view.query)
            view.name = f"{marks.redacted(view.name)[:60]} {view.pk}" if marks.finds(view.name) else view.name
            found.append(view)
    SavedView.objects.bulk_update(found, ["name", "query"])
    forms = [row for row in SentForm.objects.exclude(answer_url="") if marks.finds(row.answer_url)]
    for form in forms:
        form.answer_url = ""
    SentForm.objects.bulk_update(forms, ["answer_url"], batch_size=500)
    return len(found) + len(forms)


VIEWS = Holding(
    models=("ui.SavedView", "ui.SentForm"),
    goes=_("The name in saved views"),
    erase=erase,
    export=nothing,
)
