"""The languages visitors are spoken to in: what they call themselves, who asks for which, which are reviewed."""

from collections.abc import Iterable
from functools import cache
from gettext import translation
from typing import Final

from django.conf import settings
from django.utils.translation import get_language_info, gettext, to_locale
from django.utils.translation.trans_real import parse_accept_lang_header

SPOKEN: Final = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ja", "zh-hans", "ar", "he")
# What some devices still call a language.
_FORMERLY = {"iw": "he"}


def language_name(code: str) -> str:
    """Return what a language calls itself, or its code."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def choices(*more: str) -> list[tuple[str, str]]:
    """Return the languages there are and those given, each by its name and whether anybody has reviewed it."""
    return [(code, labelled(code)) for code in dict.fromkeys((*SPOKEN, *more))]


def labelled(code: str) -> str:
    """Return the name of a language, with a mark while only a machine has read it."""
    name = language_name(code)
    return gettext("%s (drafted by machine, not yet reviewed)") % name if is_drafted(code) else name


@cache
def is_drafted(code: str) -> bool:
    """Tell whether a machine wrote this language and nobody has reviewed it yet: its catalogue says so."""
    catalogue = translation("django", settings.LOCALE_PATHS[0], [to_locale(code)], fallback=True)
    return catalogue.info().get("x-drafted") == "machine"


def tag(code: str) -> str:
    """Return what browsers call one of our languages; they say ``zh`` where we say ``zh-hans``."""
    return _main(code) if code in SPOKEN else code


def accepted(header: str) -> list[str]:
    """Return the languages of an ``Accept-Language``, the dearest first."""
    return [wanted for wanted, _weight in parse_accept_lang_header(header.lower())]


def match(wanted: Iterable[str], among: Iterable[str]) -> str:
    """Return the first wanted language that is among these, in another region if need be; "" if none is."""
    known = {code.lower(): code for code in among}
    regions = {_main(code): code for code in reversed(known)}
    for asked in wanted:
        name = asked.lower().replace("_", "-")
        found = name if name in known else regions.get(_main(name))
        if found:
            return known[found]
    return ""


def _main(code: str) -> str:
    main = code.partition("-")[0]
    return _FORMERLY.get(main, main)
