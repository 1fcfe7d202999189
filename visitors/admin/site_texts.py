"""What a site says in one language: every line with its own words where it has some."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visitors.models import Site
from visitors.widget_texts import WORDS
from visitors.wording import worded

LONGEST = 200
_GAP = re.compile(r"\{\w*\}")


class TextsForm(forms.Form):
    """One field a line; an empty one says what it says without us."""

    def __init__(self, *args: Any, site: Site, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site, self.code = site, code
        own: dict[str, Any] = site.texts.get(code) or {}
        for key, text in worded(WORDS, code).items():
            field = forms.CharField(
                label=text, required=False, max_length=LONGEST, validators=[_same_gaps(text)]
            )
            field.widget.attrs |= {"placeholder": text, "dir": "auto"}
            field.initial = own.get(key, "")
            self.fields[key] = field

    def own(self) -> dict[str, str]:
        """Return the lines that have words of their own; keys we do not know stay."""
        said = {key: text for key, text in self.cleaned_data.items() if text}
        before: dict[str, Any] = self.site.texts.get(self.code) or {}
        return {key: text for key, text in before.items() if key not in self.fields} | said

    def save(self) -> None:
        """Write them into the site."""
        self.site.texts = self.site.texts | {self.code: self.own()}
        self.site.save()


def _same_gaps(usual: str) -> Any:
    known = set(_GAP.findall(usual)) | {"{site}"}

    def check(text: str) -> None:
        unknown = sorted(set(_GAP.findall(text)) - known)
        if unknown:
            raise ValidationError(
                _("%(unknown)s is not filled in here. You may use %(known)s."),
                params={"unknown": ", ".join(unknown), "known": ", ".join(sorted(known))},
            )

    return check
