"""Every text is there in every language, with the same placeholders."""

import pytest
from tools.translations import LANGUAGES, complaints, texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert list(complaints(texts(), language))[:20] == []
