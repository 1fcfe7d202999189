"""The form of a site: where it stands, how it looks, when somebody is there."""

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visitors.admin.appearance import AppearanceForm
from visitors.models import Site
from visitors.models.site import validate_origins
from visitors.questions import QuestionsField, QuestionsWidget
from visitors.week import WeekField


class OriginsField(forms.CharField):
    """Origins, one a line; what was pasted from an address bar is taken for its origin."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "code", "spellcheck": "false", "dir": "ltr"})

    def prepare_value(self, value: Any) -> Any:
        """Show one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the list; a slash at the end means nothing and goes."""
        lines = [line.strip().rstrip("/") for line in str(value or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: Any) -> None:
        """Name every line that is none, so that all can be corrected at once."""
        errors = []
        for origin in value:
            try:
                validate_origins([origin])
            except ValidationError as error:
                errors += error.messages
        if errors:
            raise ValidationError(errors)

    def run_validators(self, value: Any) -> None:
        """Leave it at that: the field's own validators are for text."""


class SiteForm(AppearanceForm):
    """A site, without raw JSON."""

    allowed_origins = OriginsField(
        label=_("Where it may stand"),
        required=False,
        help_text=_("One a line, such as https://shop.example. Without any it stands nowhere."),
    )
    hours = WeekField(
        label=_("Opening hours"),
        required=False,
        help_text=_("When somebody is there, unless a department says otherwise."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        initial=lambda: settings.TIME_ZONE,
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        help_text=_("On whose clock the hours are read."),
    )

    form = QuestionsField(
        label=_("Questions"),
        required=False,
        help_text=_(
            "What somebody has answered once is not asked again. Departments may ask something else."
        ),
    )
    offline_form = QuestionsField(
        label=_("Questions where nobody is there"),
        required=False,
        widget=QuestionsWidget(offline=True),
        help_text=_("Asked of those who leave a message. An e-mail address brings the answer."),
    )

    class Meta:
        """Name, key and what is collected come as the model has them."""

        model = Site
        fields = [
            "name",
            "key",
            "group",
            "allowed_origins",
            "hours",
            "zone",
            "form",
            "offline_form",
            "mode",
            "honours_dnt",
        ]
        labels = {
            "key": _("Key"),
            "group": _("Group"),
            "mode": _("Remembers of visitors"),
            "honours_dnt": _("Honours Do Not Track"),
        }
        help_texts = {
            "key": _("Small letters, digits and hyphens. Part of the code for your pages, so keep it."),
            "mode": _("What may be kept about people before they write."),
            "honours_dnt": _(
                "Browsers that ask not to be followed are not. Global Privacy Control is always honoured."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(WeekField, self.fields["hours"]).on_the_clock_of(self.instance.zone)
        others = [code for code in self.instance.texts if code != self.initial["locale"]]
        for name in ("form", "offline_form"):
            cast(QuestionsField, self.fields[name]).in_languages(others)

    def save(self, commit: bool = True) -> Site:
        """Save, with the appearance written back into its one column."""
        self.keep(self.instance)
        return super().save(commit)
