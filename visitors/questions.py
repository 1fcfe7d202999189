"""The questions of a form as one field: rows with JavaScript, their JSON without."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visitors.forms import LONGEST_KEY, MOST_FIELDS, OFFLINE, validate_form
from visitors.languages import language_name

EXAMPLE = gettext_lazy('As {"ask": "before", "fields": [{"key": "name"}]}.')
# As many as people answer gladly before they may say what they came for.
FEW = 3


class QuestionsWidget(forms.Textarea):
    """The JSON as text; ``managers/questions.js`` draws rows over it and keeps it in step."""

    template_name = "admin/widgets/questions.html"

    def __init__(self, *, offline: bool = False, inherits: bool = False) -> None:
        super().__init__(attrs={"rows": 4, "class": "code", "spellcheck": "false", "dir": "ltr"})
        self.offline, self.inherits = offline, inherits
        self.languages: list[str] = []

    class Media:
        js = [forms.Script("managers/questions.js", type="module")]
        css = {"all": ["managers/questions.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what may be chosen, and the words of the rows."""
        context = super().get_context(name, value, attrs)
        context["questions"] = {
            "ways": self._ways(),
            "offline": self.offline,
            "usual": [field.key for field in OFFLINE.fields],
            "few": 0 if self.offline else FEW,
            "most": MOST_FIELDS,
            "longest_key": LONGEST_KEY,
            "languages": [(code, language_name(code)) for code in self.languages],
            "kinds": [(kind, str(words)) for kind, words in KINDS.items()],
            "texts": questions_texts(),
        }
        context["example"] = EXAMPLE
        return context

    def _ways(self) -> list[tuple[str, str]]:
        """Return when and what may be asked; the empty way is what is inherited."""
        if self.offline:
            usual = (
                _("As the site asks") if self.inherits else _("A name and an e-mail address, as one likes")
            )
            return [("", usual), ("before", _("Other questions"))]
        inherited = [("", _("As the site asks"))] if self.inherits else []
        return [
            *inherited,
            ("never", _("Nothing")),
            ("before", _("Before the first message")),
            ("after", _("After the first message, in the conversation")),
        ]


class QuestionsField(forms.JSONField):
    """A form; nothing, or an empty object, is the plain meaning of the model's field."""

    widget = QuestionsWidget
    empty_values = [None, "", {}]

    def clean(self, value: Any) -> Any:
        """Return a form that can be asked, an empty object for none."""
        said = super().clean(value) or {}
        validate_form(said)
        return said

    def prepare_value(self, value: Any) -> Any:
        """Show what was typed, else what is stored, without escapes."""
        return value if isinstance(value, str) else json.dumps(value or {}, ensure_ascii=False)

    def in_languages(self, codes: list[str]) -> None:
        """Offer words in these languages beside the plain ones."""
        self.widget.languages = codes


KINDS = {
    "text": gettext_lazy("Words"),
    "long": gettext_lazy("Several lines"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "select": gettext_lazy("A choice"),
    "checkbox": gettext_lazy("Yes or no"),
}


def questions_texts() -> dict[str, str]:
    """Return what the rows say, in the reader's language."""
    return {
        "when": _("When and what"),
        "name": _("Name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "own": _("Question of your own"),
        "add": _("Add"),
        "add_of": _("Add {name}"),
        "words": _("Question"),
        "words_in": _("Question in {language}"),
        "kind": _("Answered by"),
        "required": _("Must be answered"),
        "choices": _("Choices, one a line"),
        "choices_in": _("The same choices in {language}, one a line"),
        "up": _("Move {name} up"),
        "down": _("Move {name} down"),
        "remove": _("Remove {name}"),
        "new": _("the new question"),
        "none": _("Nothing is asked."),
        "many": _("More than three questions before the first word: many will leave instead."),
        "moved": _("{name} is now number {n}"),
        "removed": _("{name} was removed"),
    }
