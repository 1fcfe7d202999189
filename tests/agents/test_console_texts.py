"""The console's words: none is missing where a module asks for it."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from agents.console_texts import console_texts

SCRIPTS = Path(__file__).resolve().parents[2] / "static/console"


@pytest.mark.static
def test_every_text_a_module_names_is_there() -> None:
    source = "\n".join(path.read_text() for path in SCRIPTS.glob("*.js"))
    named = set(re.findall(r"""\bt\(\s*["']([\w.]+)["']""", source)) | set(
        re.findall(r"""\b(?:name|now|asks): ["']([a-z_]+\.[\w.]+)["']""", source)
    )
    assert named - set(console_texts()) == set()


def test_the_console_speaks_one_language_and_not_a_few_words_of_another() -> None:
    english = console_texts()
    with translation.override("de"):
        assert console_texts() == english
