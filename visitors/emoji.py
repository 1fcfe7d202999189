"""Emoji are found by their names in the language of the chat."""

from functools import cache

from django.contrib.staticfiles import finders

from visitors import bundle
from visitors.languages import tag

_NAMES = "vendor/emoji-few{}.js"


def named(script: str, locale: str) -> str:
    """Put the names of a language in the place of the English ones; where there are none, those stay."""
    return script.replace(_names(""), _names(f".{tag(locale)}"))


@cache
def _names(language: str) -> str:
    name = _NAMES.format(language if finders.find(_NAMES.format(language)) else "")
    return bundle.constant(name, "FEW")
