"""What a visitor is asked, when, and which answers are taken: the forms of a site and of its departments."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, Protocol

import msgspec
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from msgspec import Meta, Struct

from realtime.errors import Refusal

Kind = Literal["text", "email", "phone", "select", "checkbox", "long"]
Ask = Literal["before", "after", "never"]
Answer = str | int | float | bool | None

# What every form may ask by these names; the rest are questions of the site's own.
OURS: dict[str, Kind] = {"name": "text", "email": "email", "phone": "phone"}
MOST_FIELDS = 20
LONGEST = {"name": 120, "email": 254, "phone": 40}
LONGEST_ANSWER = 500
LONGEST_KEY = 40

# The widget looks over the same before it sends: static/widget/fields.js.
_WRITTEN = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "phone": re.compile(r"[\d\s()+./-]{4,40}"),
}
_Locale = Annotated[str, Meta(max_length=20)]
_Words = Annotated[str, Meta(max_length=120)]


def is_written_as(kind: str, text: str) -> bool:
    """Tell whether words may be an address or a number, where a question of any form asks for one."""
    pattern = _WRITTEN.get(kind)
    return pattern is None or pattern.fullmatch(text) is not None


class Field(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One question; words by language, those under "" for every other one.

    ``key`` is what agents see the answer under, and one of ``OURS`` for what everybody has.
    """

    key: Annotated[str, Meta(max_length=LONGEST_KEY)]
    kind: Kind = "text"
    label: dict[_Locale, _Words] = {}
    required: bool = False
    choices: dict[_Locale, Annotated[list[_Words], Meta(max_length=50)]] = {}

    @property
    def options(self) -> list[str]:
        """What may be chosen, as it is stored."""
        return self.choices.get("", [])

    def read(self, answer: Answer) -> Answer:
        """Return an answer as it is kept, nothing for an empty one; raises a ValueError for one that is none."""
        if self.kind == "checkbox":
            if answer not in (None, "", True, False):
                raise ValueError
            return answer is True or None
        if not isinstance(answer, str | None):
            raise ValueError
        text = (answer or "").strip()
        if text and not self._fits(text):
            raise ValueError
        return text or None

    def _fits(self, text: str) -> bool:
        if len(text) > LONGEST.get(self.key, LONGEST_ANSWER):
            return False
        if self.kind == "select":
            return text in self.options
        return is_written_as(self.kind, text)


class Form(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Questions in order, and when they are asked."""

    ask: Ask = "before"
    fields: Annotated[list[Field], Meta(max_length=MOST_FIELDS)] = []

    def missing(self, said: Collection[str]) -> list[str]:
        """Return what has to be said and was not."""
        return [field.key for field in self.fields if field.required and field.key not in said]


NOTHING = Form("never")
# Where nobody is there to answer, an address brings the answer; neither has to be given.
OFFLINE = Form("before", [Field("name"), Field("email", kind="email")])


class HasForms(Protocol):
    """Whatever has forms of its own; empty ones are inherited."""

    form: Any
    offline_form: Any


class Forms(Struct, frozen=True):
    """What a department asks where somebody is there to answer, and what where nobody is."""

    asked: Form
    offline: Form

    @classmethod
    def of(cls, *sources: HasForms | None) -> "Forms":
        """Take each form from the first that has one: a department, then its site."""
        owners = [source for source in sources if source is not None]
        asked = next((owner.form for owner in owners if owner.form), None)
        offline = next((owner.offline_form for owner in owners if owner.offline_form), None)
        return cls(read_form(asked) if asked else NOTHING, read_form(offline) if offline else OFFLINE)

    def card(self) -> dict[str, Any]:
        """Return what visitors are told: each form, nothing where nothing is asked."""
        asks = self.asked.ask != "never" and self.asked.fields
        return {
            "form": msgspec.to_builtins(self.asked) if asks else None,
            "offline_form": msgspec.to_builtins(self.offline.fields),
        }

    def take(
        self, said: Mapping[str, Answer], *, here: bool, known: Collection[str] = ()
    ) -> dict[str, Answer]:
        """Return the answers these forms asked for; raises a refusal that names what is missing or wrong.

        What was not asked is let go. Who has filled in the other form, because somebody came or went
        meanwhile, is let in.
        """
        now, other = (self.asked, self.offline) if here else (self.offline, self.asked)
        fields = {field.key: field for form in (other, now) for field in form.fields}
        answers: dict[str, Answer] = {}
        wrong: dict[str, str] = {}
        for key in fields.keys() & said.keys():
            try:
                answers[key] = fields[key].read(said[key])
            except ValueError:
                wrong[key] = "wrong"
        answers = {key: answer for key, answer in answers.items() if answer is not None}
        given = answers.keys() | set(known)
        missing = now.missing(given) if not here or now.ask == "before" else []
        filled_in = other.missing(()) and not other.missing(given)
        if missing and not filled_in:
            wrong = dict.fromkeys(missing, "required") | wrong
        if wrong:
            raise Refusal("invalid", "Something asked for is missing or wrong.", fields=wrong)
        return answers


def read_form(value: Any) -> Form:
    """Return a stored form; raises a ValueError that says why it is none."""
    form = msgspec.convert(value, Form)
    keys = [field.key for field in form.fields]
    if len(set(keys)) != len(keys):
        raise ValueError(_("Two questions are the same."))
    for field in form.fields:
        wrong = _wrong(field)
        if wrong:
            raise ValueError(wrong)
    return form


def _wrong(field: Field) -> Any:
    """Return what is wrong with a question, nothing if it can be asked."""
    if field.key in OURS:
        return field.kind != OURS[field.key] and _("A name, an address or a number is of one kind only.")
    if not field.key.strip() or not field.label.get("", "").strip():
        return _("A question has no words yet.")
    if (field.kind == "select") != (len(field.options) > 1) or len(set(field.options)) < len(field.options):
        return _("A choice is between two or more, each once.")
    if any(len(words) != len(field.options) for words in field.choices.values()):
        return _("A choice has as many lines in every language.")
    return None


def _is_storable(value: Any) -> bool:
    """Tell whether its words are ones that both databases keep and every wire carries: no NUL, no half character."""
    try:
        return b"\\u0000" not in json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False


def validate_form(value: Any) -> None:
    """Refuse what is no form; nothing at all is one that is inherited."""
    if value in (None, {}):
        return
    try:
        read_form(value if _is_storable(value) else None)
    except msgspec.ValidationError:
        raise ValidationError(_("These are no questions that can be asked.")) from None
    except ValueError as error:
        raise ValidationError(error.args[0]) from None
