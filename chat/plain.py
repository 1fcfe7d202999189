"""Words of strangers in places that hold one line: names of files, headers of mails."""

import unicodedata

# A zero width joiner holds an emoji together; every other invisible character only serves to deceive.
_JOINER = "\u200d"


def one_line(text: str) -> str:
    """Return the text on one line, without what breaks, hides or turns it."""
    shown = "".join(map(_shown, text))
    return " ".join(unicodedata.normalize("NFC", shown).split())


def _shown(character: str) -> str:
    if character == _JOINER:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character
