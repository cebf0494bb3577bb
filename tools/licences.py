"""Refuse a run-time library whose licence is not permissive, LGPL (imported only) or MPL.

Reads requirements.lock, so what only development needs may be under any licence.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = re.compile(
    r"""^(
        (the\ )?apache([\ -](software\ )?licen[cs]e)?([,\ -]*(version\ )?2(\.0)?)?
      | (new\ |modified\ |simplified\ )?bsd([\ -][023]-clause)?(\ licen[cs]e)? | [023]-clause\ bsd | 0bsd
      | mit(-0|-cmu)?(\ licen[cs]e)? | isc(\ licen[cs]e)?(\ \(iscl\))?
      | mozilla\ public\ license\ 2\.0\ \(mpl\ 2\.0\) | mpl[-\ ]2\.0
      | psf-2\.0 | python\ software\ foundation\ license | python-2\.0
      | lgpl-[23]\.[01]-(only|or-later) | gnu\ lesser\ general\ public\ licen[cs]e.*
      | the\ unlicense\ \(unlicense\) | unlicense | zlib | cc0-1\.0 | hpnd
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
# What the metadata words badly, read by a person: the licence that holds, and where it says so.
READ = {
    "qrcode": "BSD-3-Clause, and MIT for the code it was forked from (its LICENSE)",
}


def main() -> int:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)))
    program = str(Path(sys.executable).with_name("pip-licenses"))
    command = [program, "--python", sys.executable, "--from=mixed", "--format=json", "--with-system"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    licences = {_canonical(row["Name"]): row["License"] for row in json.loads(listed.stdout)}
    refused = [
        f"{name}: {licences[name]}"
        for name in map(_canonical, names)
        if name in licences and name not in READ and not is_allowed(licences[name])
    ]
    for line in refused:
        print(f"licence not allowed at run time: {line}")
    return 1 if refused else 0


def is_allowed(licence: str) -> bool:
    """Every part of an AND must be allowed; of an OR, one is enough."""
    parts = re.split(r"; | AND ", (licence.strip().splitlines() or [""])[0])
    return all(any(ALLOWED.match(choice.strip()) for choice in part.split(" OR ")) for part in parts)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
