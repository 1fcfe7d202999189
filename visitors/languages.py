"""What languages call themselves."""

from django.utils.translation import get_language_info


def language_name(code: str) -> str:
    """Return what a language calls itself, or its code."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
