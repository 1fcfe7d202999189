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


def worded(table: dict[str, str], code: str, own: object = None) -> dict[str, str]:
    """Return the texts in a language; ``key_one`` and ``key_other`` become ``key_<form>``, one for each form.

    A site's ``own`` words for lines of the table go before ours, in whatever forms it gives.
    """
    texts: dict[str, str] = {}
    with override(code):
        for key, english in table.items():
            stem, _, form = key.rpartition("_")
            if form == "one" and f"{stem}_other" in table:
                texts |= _forms(stem, english, table[f"{stem}_other"], tag(code))
            elif form != "other" or f"{stem}_one" not in table:
                texts[key] = pgettext(CONTEXT, english)
    counted = {key.removesuffix("_other") for key in texts if key.endswith("_other")}
    for key, text in own.items() if isinstance(own, dict) else ():
        if isinstance(text, str) and (key in texts or key.rpartition("_")[0] in counted):
            texts[key] = text
    return texts


def _forms(stem: str, one: str, other: str, language: str) -> dict[str, str]:
    numbers = _FORMS.get(language, _TWO)
    return {f"{stem}_{form}": npgettext(CONTEXT, one, other, n) for form, n in numbers.items()}
