"""100,000 rows of a file (a deal, a customer and a contact each) through `polku import`, against bare `bulk_create`.

    python -m benchmarks.importing [rows] [alone]

The bare part stores the very rows that the import made, in the same tables with the same indexes and guards, a thousand
file rows to a transaction: what Django alone would take. Neither file, keys, search for known customers nor rules are
in it; the time of `polku import` is that of the whole command, its start included.
"""

import csv
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.place import POLKU, ROOT, engines, place, run

ROWS: Final = 100_000
RATIO_MIN: Final = 0.40
RATE_MIN: Final = 1500
MEMORY_MAX: Final = 512
_NAMES: Final = (
    "Anna Eero Łukasz Ieva Olga Jānis Maija Piotr Sanna Timo Zofia Marek Liisa Ilze Pekka Иван".split()
)
_PLACES: Final = "Lahti Rīga Łódź Tampere Kraków Oulu Gdynia Jelgava Turku Poznań Espoo Liepāja".split()
_TRADES: Final = "Metalli Dental Bygg Foods Systems Transport Design Energia".split()
_FORMS: Final = ("Oy", "SIA", "Sp. z o.o.", "Ltd", "GmbH")
_SOURCES: Final = ("organic_search", "paid_search", "social", "referral", "fair", "")
HEADINGS: Final = (
    "external_id company contact email phone source product created_at won_at lost_at lost_reason value"
).split()

_MADE: Final = """
import pickle, sys
from django.apps import apps
for label in ("contacts.Customer", "contacts.Contact", "deals.Deal", "deals.DealContact", "deals.PathNode",
              "deals.StageVisit", "deals.Closure", "eventlog.Event", "search.SearchDocument"):
    model = apps.get_model(label)
    names = [one.attname for one in model._meta.concrete_fields if one.attname != "txid"]
    with open(f"{sys.argv[1]}/{label}", "wb") as file:
        pickle.dump(names, file)
        for row in model.objects.order_by("id").values_list(*names).iterator(chunk_size=5000):
            pickle.dump(row, file)
"""

_BARE: Final = """
import pickle, sys, time
from collections import defaultdict
from django.apps import apps
from django.db import transaction

def rows_of(label):
    with open(f"{sys.argv[1]}/{label}", "rb") as file:
        names = pickle.load(file)
        while True:
            try:
                yield dict(zip(names, pickle.load(file)))
            except EOFError:
                return

owners = {"contacts.Customer": "id", "contacts.Contact": "id", "deals.Deal": "id", "deals.DealContact": "deal_id",
          "deals.StageVisit": "deal_id", "deals.Closure": "deal_id", "eventlog.Event": "subject_id",
          "search.SearchDocument": "row_id"}
PathNode = apps.get_model("deals.PathNode")
PathNode.objects.bulk_create(PathNode(**row) for row in rows_of("deals.PathNode"))
parts = defaultdict(lambda: defaultdict(list))
for label, owner in owners.items():
    for row in rows_of(label):
        if row.get("subject_type") == "import":
            continue  # that an import ended
        number = row.pop("id") if owner != "id" else row["id"]
        parts[((number if owner == "id" else row[owner]) - 1) // 1000][label].append(row)
        row.pop("id", None)
seconds, stored = 0.0, 0
for number in sorted(parts):
    start = time.perf_counter()
    with transaction.atomic():
        for label, rows in parts[number].items():
            model = apps.get_model(label)
            stored += len(model.objects.bulk_create([model(**row) for row in rows]))
    seconds += time.perf_counter() - start
    parts[number].clear()
print(stored, seconds)
"""


def make_file(path: Path, rows: int) -> None:
    """A file as another system would export it: every row a deal of a customer of its own, with one contact."""
    start = datetime(2024, 1, 1, 8, 0, tzinfo=UTC).replace(tzinfo=None)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for i in range(rows):
            opened = start + timedelta(minutes=11 * i)
            ended = (opened + timedelta(days=3 + i % 40, minutes=i % 600)).isoformat(" ")
            place_, name = _PLACES[i % len(_PLACES)], _NAMES[i % len(_NAMES)]
            writer.writerow(
                [f"L-{i:07}", f"{place_} {_TRADES[i // 7 % len(_TRADES)]} {i} {_FORMS[i % 5]}", f"{name} Niemi{i}",
                 f"person{i}@company{i}.example", f"+358 40 {i // 10000:03} {i % 10000:04}", _SOURCES[i % 6],
                 f"product {i % 9}", opened.isoformat(" "),
                 ended if i % 5 == 0 else "", ended if i % 5 in (1, 2) else "",
                 "price" if i % 5 == 1 else "", f"{100 + i % 9000}.50"]
            )  # fmt: skip


def imported(env: dict[str, str], file: Path) -> tuple[float, float, float]:
    """Import the file; seconds of the whole command, of its processor time, and its peak memory in MB."""
    named = ",".join(f"{name}={name}" for name in HEADINGS)
    start = time.perf_counter()
    command = [POLKU, "import", "deals", str(file), "--map", named, "--mode", "history", "--json"]
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    found = json.loads(told.strip().splitlines()[-1])
    if process.returncode or found["failed"] or found["created"] != found["rows"]:
        raise RuntimeError(f"the import failed: {told[-500:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def bare(env: dict[str, str], made: Path) -> tuple[int, float]:
    """Store the same rows by `bulk_create`; their number over all tables, and the seconds."""
    stored, seconds = run(env, _BARE, str(made)).split()
    return int(stored), float(seconds)


def main() -> None:
    """Import, store the same bare, print both and their ratio; with `alone` only the import."""
    rows = next((int(one) for one in sys.argv[1:] if one.isdigit()), ROWS)
    for engine in engines():
        with place(engine, "importing") as env:
            home = Path(env["POLKU_HOME"])
            make_file(home / "deals.csv", rows)
            seconds, busy, memory = imported(env, home / "deals.csv")
            print(
                f"{engine:10} import of {rows:,}: {seconds:5.1f} s, {rows / seconds:,.0f} rows/s, wanted {RATE_MIN:,}; "
                f"{busy:.1f} s of processor time of its own, peak {memory:.0f} MB (at most {MEMORY_MAX})",
                flush=True,
            )
            if "alone" in sys.argv[1:]:
                continue
            (home / "made").mkdir()
            run(env, _MADE, str(home / "made"))
            with place(engine, "bare") as plain:
                stored, bare_seconds = bare(plain, home / "made")
        said = f"{engine:10} bulk_create of the same {stored:,} rows of tables: {bare_seconds:5.1f} s,"
        print(f"{said} ratio {bare_seconds / seconds:.2f} (wanted {RATIO_MIN:.2f})", flush=True)


if __name__ == "__main__":
    main()
