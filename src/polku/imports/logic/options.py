"""How one file is to be read and treated; stored with its import."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from polku.imports.logic.guessing import ColumnGuess
from polku.imports.logic.moments import DateOrder
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import exponent

EXISTING = ("update", "skip")


@dataclass(frozen=True)
class Options:
    """What a person may choose about a file. Empty: find out, or the company's own.

    `mends` is the import whose failed rows come again.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    second_encoding: str = ""
    second_delimiter: str = ""
    join: str = ""
    dates: str = ""
    decimal: str = ""
    empty: tuple[str, ...] = ()
    existing: str = "update"
    key: str = ""
    currency: str = ""
    mends: int = 0
    guesses: Mapping[str, ColumnGuess] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _one_of("existing", self.existing, EXISTING)
        _one_of("dates", self.dates, ("", *DateOrder))
        _one_of("decimal", self.decimal, ("", ".", ","))
        if self.currency:
            exponent(self.currency)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Options":
        """Back from storing; unknown keys are left out."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        known["empty"] = tuple(known.get("empty", ()))
        known["guesses"] = {name: ColumnGuess.of(guess) for name, guess in known.get("guesses", ())}
        return cls(**known)

    def as_dict(self) -> dict[str, Any]:
        """For storing. Guesses are a list: PostgreSQL keeps no order of keys, and columns have one."""
        guesses = [[name, guess.as_dict()] for name, guess in self.guesses.items()]
        return asdict(replace(self, guesses={})) | {"empty": list(self.empty), "guesses": guesses}

    @property
    def columns(self) -> list[str]:
        """The columns of the file, in order."""
        return list(self.guesses)

    def guess_for(self, column: str) -> ColumnGuess:
        """How a column is read: as the person said for the file, else as was guessed."""
        guess = self.guesses.get(column, ColumnGuess())
        if self.dates:
            guess = replace(guess, order=DateOrder(self.dates), sure=True)
        return replace(guess, decimal=self.decimal) if self.decimal else guess

    def all_guesses(self, columns: Sequence[str]) -> dict[str, ColumnGuess]:
        """How every column is read."""
        return {column: self.guess_for(column) for column in columns}


def _one_of(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        message = gettext_noop("“%(value)s” is not one of: %(known)s.")
        raise Invalid(Message(message, value=value, known=", ".join(filter(None, known))), field=name)
