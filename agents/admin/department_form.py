"""The form of a department: its people, its sites, its hours."""

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, Department
from visitors.questions import QuestionsField, QuestionsWidget
from visitors.week import WeekField, WeekWidget


class DepartmentForm(forms.ModelForm[Department]):
    """A department; the people in it are chosen here too, as a manager thinks of them."""

    people = forms.ModelMultipleChoiceField(
        Agent.objects.filter(is_active=True),
        label=_("People"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who answers. New people are invited under Agents."),
    )
    hours = WeekField(
        label=_("Opening hours"),
        required=False,
        widget=WeekWidget(inherits=True),
        help_text=_("When somebody of this department is there."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=[
            ("", _("The zone of the site")),
            *((name, name.replace("_", " ")) for name in sorted(available_timezones())),
        ],
        help_text=_("On whose clock the hours are read."),
    )

    form = QuestionsField(
        label=_("Questions"),
        required=False,
        widget=QuestionsWidget(inherits=True),
        help_text=_("What somebody has answered once is not asked again."),
    )
    offline_form = QuestionsField(
        label=_("Questions where nobody is there"),
        required=False,
        widget=QuestionsWidget(offline=True, inherits=True),
        help_text=_("Asked of those who leave a message. An e-mail address brings the answer."),
    )

    class Meta:
        """What else a manager sets."""

        model = Department
        fields = ["name", "sites", "hours", "zone", "form", "offline_form", "promise_seconds", "position"]
        widgets = {"sites": forms.CheckboxSelectMultiple}
        labels = {"position": _("Place in lists"), "promise_seconds": _("Promised first answer, in seconds")}
        help_texts = {
            "sites": _("Where visitors can write to it."),
            "position": _("Small numbers stand first."),
            "promise_seconds": _("Waiting timers count against it: amber after half, red beyond."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(WeekField, self.fields["hours"]).on_the_clock_of(self.instance.zone or self._zone_of_its_site())
        for name in ("form", "offline_form"):
            cast(QuestionsField, self.fields[name]).in_languages(self._languages())
        if self.instance.pk:
            self.initial["people"] = self.instance.agents.filter(pk__in=self._offered())

    def _zone_of_its_site(self) -> str:
        site = self.instance.sites.first() if self.instance.pk else None
        return site.zone if site else "UTC"

    def _languages(self) -> list[str]:
        """Return the languages its sites speak, but for the one that goes without saying."""
        sites = list(self.instance.sites.all()) if self.instance.pk else []
        own = {site.appearance.get("locale") or settings.LANGUAGE_CODE for site in sites}
        spoken = own | {code for site in sites for code in site.texts}
        return sorted(spoken - own if len(own) == 1 else spoken)

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        others = self.instance.agents.exclude(pk__in=self._offered())
        self.instance.agents.set([*self.cleaned_data["people"], *others])

    def _offered(self) -> QuerySet[Agent]:
        """Return who can be chosen here; everybody else stays where they are."""
        people: QuerySet[Agent] = cast(Any, self.fields["people"]).queryset
        return people.all()
