"""Rows as they come out of any file."""

from dataclasses import dataclass


@dataclass(slots=True)
class Record:
    """One row of a file before anybody knows what its cells mean; `problem` is the code of what is wrong with it."""

    number: int
    cells: list[str]
    problem: str = ""


def named_columns(cells: list[str]) -> list[str]:
    """Column names that are all there and all different: an empty one becomes `Column 3`, a second `Name` too.

    A repeated name keeps its word: `Name (Column 3)`.
    """
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\x00", "").split()).encode("utf-8", "replace").decode()
        if not name:
            name = f"Column {place}"
        elif name in taken:
            name = f"{name} (Column {place})"
        while name in taken:
            name += "'"
        taken.add(name)
        names.append(name)
    while len(names) > 1 and names[-1] == f"Column {len(names)}":
        names.pop()  # a delimiter at the end of every line opens a column that nobody meant
    return names
