#!/usr/bin/env python
"""Django's own commands (makemigrations, shell ...); the product's commands are `polku`."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- settings: the path comes first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
