"""`make bench`: every benchmark in turn, or the ones named: `make bench WHAT="api importing"`."""

import importlib
import sys

NAMES = (
    "api",
    "importing",
    "insight",
    "feeding",
    "verdicts",
    "findings",
    "forecast",
    "starting",
    "memory",
    "million",
    "documents",
    "books",
    "matching",
    "cycle",
    "crash",
)


def main(names: list[str]) -> None:
    for name in names or NAMES:
        print(f"== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
