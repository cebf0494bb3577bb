"""The company's logo: put up, changed, taken away."""

import io
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.company.actions import update_company
from polku.company.logo import ENDINGS, SUBJECT
from polku.company.models import Company
from polku.company.queries import company, forget
from polku.db.transactions import write
from polku.documents.drawing import can_be_drawn
from polku.documents.logic.images import kind_of
from polku.files.actions import Upload, store
from polku.kernel.errors import Invalid, gettext_noop

SIZE_MAX: Final = 1024 * 1024


def change_logo(upload: Upload | None, *, actor: Actor, at: datetime) -> Company:
    """Put a PNG or JPEG up as the logo of papers and public pages; None takes it away.

    Raises: NotAllowed, Invalid (too large, another kind of file, a broken one).
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    with write():
        forget()
        firm, pk = company(), ""
        if upload is not None:
            ending, content = _checked(upload)
            file = store(
                io.BytesIO(content), name=f"logo.{ending}", at=at, subject=(SUBJECT, firm.id),
                uploaded_by_id=actor.user_id, size_max=SIZE_MAX,
            )  # fmt: skip
            pk = str(file.id)
        brand = {**firm.brand, "logo": pk}
        return update_company(firm, actor_id=actor.user_id, via=actor.via, at=at, brand=brand)


def _checked(upload: Upload) -> tuple[str, bytes]:
    """The ending and the bytes. An image that no paper can show is refused here, not when an invoice is due."""
    upload.seek(0)
    content = upload.read(SIZE_MAX + 1)
    if len(content) > SIZE_MAX:
        raise Invalid(gettext_noop("The logo is larger than 1 MB."), field="logo")
    kind = kind_of(content)
    if not kind or not can_be_drawn(content):
        raise Invalid(gettext_noop("The logo is a PNG or JPEG image; this file is none."), field="logo")
    return ENDINGS[kind], content
