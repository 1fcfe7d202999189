"""Words of strangers in places that hold one line: names of files, headers of mails."""

import unicodedata

# A zero width joiner holds an emoji together; every other invisible character only serves to deceive.
_JOINER = "\u200d"
# What makes text run the other way until it is undone, and nobody has in their name.
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def one_line(text: str) -> str:
    """Return the text on one line, without what breaks, hides or turns it."""
    shown = "".join(map(_shown, text))
    return " ".join(unicodedata.normalize("NFC", shown).split())


def in_order(text: str) -> str:
    """Return what somebody is called, on one line and without what would turn the words around it."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text)
    return " ".join(plain.translate(_TURNS).split())


def _shown(character: str) -> str:
    if character == _JOINER:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character
