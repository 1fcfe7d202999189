"""A table of texts in one language, with every plural form that language has."""

from django.utils.translation import npgettext, override, pgettext

from visitors.languages import tag

# Our words are their own: what the staff's pages call the same stays as it is.
CONTEXT = "widget"

# A number for each form, as ``Intl.PluralRules`` names them. A form that is not here reads like ``other``.
_TWO = {"one": 1, "other": 2}
_FORMS = {
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
    "he": {"one": 1, "two": 2, "other": 3},
    "ja": {"other": 2},
    "pl": {"one": 1, "few": 2, "other": 5},
    "zh": {"other": 2},
}


def worded(table: dict[str, str], code: str) -> dict[str, str]:
    """Return the texts in a language; ``key_one`` and ``key_other`` become ``key_<form>``, one for each form."""
    with override(code):
        texts: dict[str, str] = {}
        for key, english in table.items():
            stem, _, form = key.rpartition("_")
            if form == "one" and f"{stem}_other" in table:
                texts |= _forms(stem, english, table[f"{stem}_other"], tag(code))
            elif form != "other" or f"{stem}_one" not in table:
                texts[key] = pgettext(CONTEXT, english)
        return texts


def _forms(stem: str, one: str, other: str, language: str) -> dict[str, str]:
    numbers = _FORMS.get(language, _TWO)
    return {f"{stem}_{form}": npgettext(CONTEXT, one, other, n) for form, n in numbers.items()}
