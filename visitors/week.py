"""A week of opening hours as one field of a form: a picture with JavaScript, its JSON without."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visitors.hours import Hours, validate_hours

EXAMPLE = gettext_lazy(
    'Monday first, as {"week": [[["09:00", "18:00"]], …], "days": {"2026-12-25": []}}. {} is always open.'
)


class WeekWidget(forms.Textarea):
    """The JSON as text; ``managers/week.js`` draws the week over it and keeps it in step."""

    template_name = "admin/widgets/week.html"

    def __init__(self, *, inherits: bool = False) -> None:
        super().__init__(attrs={"rows": 4, "class": "code", "spellcheck": "false", "dir": "ltr"})
        self.inherits, self.zone, self.zone_field = inherits, "UTC", "zone"

    class Media:
        js = [forms.Script("managers/week.js", type="module")]
        css = {"all": ["managers/week.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the words of the picture, the zone, and what visitors are told right now."""
        context = super().get_context(name, value, attrs)
        context["week"] = {
            "ask": reverse("admin:hours_now"),
            "zone": self.zone,
            "inherits": self.inherits,
            "texts": week_texts(inherits=self.inherits),
            "days": [str(WEEKDAYS[day]) for day in range(7)],
            "brief": [str(WEEKDAYS_ABBR[day]) for day in range(7)],
        }
        context |= {"now": now_words(value, self.zone, inherits=self.inherits), "example": EXAMPLE}
        return context


class WeekField(forms.JSONField):
    """Opening hours; nothing, or an empty object, is the plain meaning of the model's field."""

    widget = WeekWidget
    empty_values = [None, "", {}]

    def clean(self, value: Any) -> Any:
        """Return hours that can be read, an empty object for none."""
        said = super().clean(value) or {}
        validate_hours(said)
        return said

    def prepare_value(self, value: Any) -> Any:
        """Show what was typed, else what is stored, without escapes."""
        if isinstance(value, str):
            return value
        return json.dumps(value or {}, ensure_ascii=False)

    def on_the_clock_of(self, zone: str) -> None:
        """Read the hours on this zone's clock."""
        self.widget.zone = zone or "UTC"


def now_words(said: Any, zone: str, *, inherits: bool = False) -> str:
    """Say whether these hours are open at this moment, and when that changes; nothing of what cannot be read."""
    try:
        hours = json.loads(said) if isinstance(said, str) else said
        week = Hours.of(hours or {}, zone)
    except (ValueError, ValidationError, RecursionError):
        return ""
    if inherits and not hours:
        return ""
    now = timezone.now()
    change = week.next_change_at(now)
    if change is None:
        return _("Always open") if week.is_open(now) else _("Never open")
    when = timezone.localtime(change, week.zone)
    days = (when.date() - timezone.localdate(now, week.zone)).days
    clock = date_format(when, "TIME_FORMAT")
    words = {"time": clock, "day": date_format(when, "l") if days < 7 else date_format(when, "DATE_FORMAT")}
    if week.is_open(now):
        return (_("Open now, until %(time)s") if days == 0 else _("Open now, until %(day)s %(time)s")) % words
    if days == 0:
        return _("Closed now, opens at %(time)s") % words
    return (
        _("Closed now, opens tomorrow %(time)s") if days == 1 else _("Closed now, opens %(day)s %(time)s")
    ) % words


def week_texts(*, inherits: bool) -> dict[str, str]:
    """Return what the picture of the week says, in the reader's language."""
    return {
        "always": _("The hours of the site") if inherits else _("Always open"),
        "own": _("Own hours"),
        "choice": _("Which hours"),
        "closed": _("Closed"),
        "from": _("From"),
        "to": _("to"),
        "add": _("Add hours on {day}"),
        "remove": _("Remove {day} {from} to {to}"),
        "remove_short": _("Remove"),
        "hours_of": _("Hours of {day}, none is closed"),
        "next": _("until {to} on the day after"),
        "copy": _("Also on"),
        "overlap": _("These hours overlap."),
        "differ": _("Days that differ"),
        "differ_more": _("Holidays and other days with hours of their own."),
        "add_day": _("Add a day"),
        "date": _("Date"),
        "twice": _("This day is in the list already."),
        "yearly": _("Every year"),
        "yearly_of": _("{day} comes every year"),
        "remove_day": _("Remove {day}"),
        "total": _("{hours} h a week"),
        "edit": _("{day}, {from} to {to}"),
    }
