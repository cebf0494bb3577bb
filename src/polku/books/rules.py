"""Rights over the books by hand. Documents post their own entries by the rights over documents."""

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.books.logic.permission import BooksPermission as BooksPermission

PERMISSIONS: dict[BooksPermission, dict[Role, Reach]] = {
    BooksPermission.SEE: {Role.FINANCE: Reach.ALL, Role.MANAGER: Reach.ALL},
    BooksPermission.POST: {Role.FINANCE: Reach.ALL},
    BooksPermission.CLOSE: {Role.FINANCE: Reach.ALL},
}

WORDS = {
    BooksPermission.SEE: _("See the books"),
    BooksPermission.POST: _("Post entries and change accounts"),
    BooksPermission.CLOSE: _("Close months and open them again"),
}
