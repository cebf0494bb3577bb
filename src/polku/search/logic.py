"""Words to tokens, questions to matches. Pure."""

from dataclasses import dataclass
from typing import Final

from polku.kernel.text import fold, query_tokens, search_tokens

TOKENS_MAX: Final = 300
TOKEN_LENGTH_MAX: Final = 60
WORDS_MAX: Final = 8
PREFIX_MIN: Final = 3
"""A shorter last word is no prefix in the full-text index: too many documents would hold one."""

_HEAD: Final = 24


@dataclass(frozen=True, slots=True)
class Doc:
    """A record to be found: what it is called, by which words, and whose it is."""

    kind: str
    row_id: int
    owner_id: int | None
    team_id: int | None
    title: str
    subtitle: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: whole words, and the word still being typed."""

    words: tuple[str, ...]
    prefix: str = ""

    @property
    def is_short(self) -> bool:
        """One or two letters and nothing else: asked of the beginnings of titles."""
        return not self.words and 0 < len(self.prefix) < PREFIX_MIN


def tokens_of(doc: Doc) -> str:
    """What the index holds of a document: the scope's tokens first, then its words, each once."""
    words = search_tokens(doc.words or f"{doc.title} {doc.subtitle}").split()
    short = dict.fromkeys(word[:TOKEN_LENGTH_MAX] for word in words[:TOKENS_MAX])
    return " ".join([*scope_tokens(doc.kind, doc.owner_id, doc.team_id), *short])


def scope_tokens(kind: str, owner_id: int | None, team_id: int | None) -> list[str]:
    """Tokens no word can be, since folded words hold no underscore."""
    owner = [] if owner_id is None else [f"_o{owner_id}"]
    team = [] if team_id is None else [f"_t{team_id}"]
    return [f"_k{kind.replace('_', '')}", *team, *owner]


def head_of(title: str) -> str:
    """The beginning of a title, as short questions are asked."""
    return fold(title)[:_HEAD]


def asked(text: str) -> Question:
    """Read a question: the last word is a beginning unless a space follows it or it is Chinese."""
    words = [word[:TOKEN_LENGTH_MAX] for word in query_tokens(text)[:WORDS_MAX]]
    if not words:
        return Question(())
    last = words[-1]
    if text[-1:].isspace() or (not last[0].isascii() and _is_han(last)):
        return Question(tuple(words))
    return Question(tuple(words[:-1]), last)


def past(prefix: str) -> str:
    """The end of the range of texts that begin so (the highest character that can be stored)."""
    return prefix + "\U0010ffff"


def _is_han(word: str) -> bool:
    return search_tokens(word).split() != [word] or search_tokens(word + word).count(" ") > 0
