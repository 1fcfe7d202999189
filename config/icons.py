"""The one icon set for templates: what ``static/shared/icons.js`` exports, as inline SVG."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
_ICON = re.compile(r'^export const (\w+) = "([^"]*)";$', re.MULTILINE)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Return an outline that takes the colour of the words beside it; those name it, so it has no name."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true"><path d="{}"/></svg>',
        size,
        size,
        _outlines()[name],
    )


@cache
def _outlines() -> dict[str, str]:
    found = finders.find("shared/icons.js")
    return dict(_ICON.findall(Path(str(found)).read_text(encoding="utf-8")))
