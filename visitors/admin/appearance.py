"""How a site looks, as fields instead of raw JSON."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from visitors.brand import ACCENT
from visitors.languages import choices
from visitors.models import Site

AUTO = ""
THEMES = [
    (AUTO, _("As the page or the reader has it")),
    ("light", _("Always light")),
    ("dark", _("Always dark")),
]
SIDES = [("end", _("Bottom right")), ("start", _("Bottom left"))]
# What a site offers. Those that lead to articles are offered once there are articles.
OFFERS = [
    ("chat", _("Conversations, answered while somebody is there")),
    ("contact", _("Messages only, without a promise that somebody is there")),
]
# What holds unless it is switched off.
SWITCHES = ("phones", "end", "transcript")
FIELDS = ("brand", "title", "greeting", "position", "theme", "locale", "offers")
LONGEST = {"title": 40, "greeting": 160}
_HEX = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("A colour is written like #0f6e66."))


class AppearanceForm(forms.ModelForm[Site]):
    """The part of a site's form that says how it looks; other keys it may hold stay as they are."""

    brand = forms.CharField(
        label=_("Brand colour"),
        required=False,
        validators=[_HEX],
        widget=forms.TextInput(attrs={"type": "color", "data-preview": ""}),
    )
    title = forms.CharField(
        label=_("Words on the launcher"),
        required=False,
        max_length=LONGEST["title"],
        help_text=_("Empty: the launcher is a round button."),
    )
    greeting = forms.CharField(
        label=_("Greeting"),
        required=False,
        max_length=LONGEST["greeting"],
        help_text=_("Stands large on the first screen. Empty: “What can we help with?”"),
    )
    position = forms.ChoiceField(
        label=_("Where it stands"),
        choices=SIDES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The other way round where one reads from right to left."),
    )
    theme = forms.ChoiceField(label=_("Light or dark"), choices=THEMES, required=False)
    phones = forms.BooleanField(
        label=_("Also on phones"),
        required=False,
        help_text=_("Otherwise small screens show no launcher, and a link of yours may open the chat."),
    )
    top = forms.BooleanField(
        label=_("Above everything on the page"),
        required=False,
        help_text=_("For pages whose own windows cover the chat."),
    )
    offers = forms.ChoiceField(
        label=_("The widget is for"), choices=OFFERS, required=False, widget=forms.RadioSelect
    )
    end = forms.BooleanField(label=_("End a conversation"), required=False)
    transcript = forms.BooleanField(label=_("Download or be sent what was said"), required=False)
    locale = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Spoken where the reader's own is not among those below."),
    )
    also = forms.MultipleChoiceField(
        label=_("Also speaks"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look = self.instance.appearance
        for name in FIELDS:
            self.initial.setdefault(name, look.get(name, ""))
        self.initial["brand"] = look.get("brand") or ACCENT
        self.initial["offers"] = look.get("offers") or "chat"
        for name in SWITCHES:
            self.initial[name] = look.get(name) is not False
        self.initial["top"] = look.get("layer") == "top"
        self.initial["position"] = look.get("position") or "end"
        self.initial["locale"] = look.get("locale") or settings.LANGUAGE_CODE
        self.initial["also"] = list(self.instance.texts)
        self._offer_languages()

    def _offer_languages(self) -> None:
        offered = choices(self.initial["locale"], *self.instance.texts)
        for name in ("locale", "also"):
            cast(forms.ChoiceField, self.fields[name]).choices = offered

    def keep(self, site: Site) -> None:
        """Write the fields into the site; a language that is no longer spoken takes its words with it."""
        said = {name: self.cleaned_data.get(name, "") for name in FIELDS}
        if said["brand"].lower() == ACCENT:
            said["brand"] = ""
        if said["offers"] == "chat":
            said["offers"] = ""
        kept = {name: value for name, value in site.appearance.items() if name not in (*FIELDS, *SWITCHES)}
        if self.cleaned_data.get("top"):
            kept["layer"] = "top"
        elif kept.get("layer") == "top":  # a number is the page's, and stays
            del kept["layer"]
        off = {name: False for name in SWITCHES if not self.cleaned_data.get(name)}
        site.appearance = kept | {name: value for name, value in said.items() if value} | off
        site.texts = {code: site.texts.get(code, {}) for code in self.cleaned_data["also"]}


def read_appearance(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a form that is being filled in would have it, cut where it is too long."""
    said = {name: str(form[name])[: LONGEST.get(name, 20)] for name in FIELDS if name in form}
    return said | {name: bool(form[name]) for name in SWITCHES if name in form}
