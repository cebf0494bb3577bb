"""`python -m polku.site.helping`: the process beside the pages that does long work; begun by the serving process."""

import os
import signal

from polku.site.collecting import no_collecting


def main() -> None:
    """Do what is due, then end."""
    # Ctrl-C and a stopped service reach the whole group: the server then asks this process to finish, or lets go of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
    with no_collecting():
        import django  # noqa: PLC0415 -- heavy library, loaded on first use

        django.setup()
        from django.utils import timezone  # noqa: PLC0415 -- apps must be loaded first

        from polku.jobs.runner import help_out  # noqa: PLC0415 -- apps must be loaded first

    help_out(timezone.now)


if __name__ == "__main__":
    main()
