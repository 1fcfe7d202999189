"""What a form takes and what it refuses, in one table; which form is asked."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from realtime.errors import Refusal
from visitors.forms import MOST_FIELDS, OFFLINE, Form, Forms, read_form, validate_form

pytestmark = pytest.mark.static

ORDER = {"key": "Order", "label": {"": "Order number"}, "required": True}
ABOUT = {
    "key": "About",
    "kind": "select",
    "label": {"": "What is it about?", "de": "Worum geht es?"},
    "choices": {"": ["Delivery", "Repair"], "de": ["Lieferung", "Reparatur"]},
}
AGREED = {"key": "Agreed", "kind": "checkbox", "label": {"": "Agreed"}}
PHONE = {"key": "phone", "kind": "phone"}
NAME = {"key": "name", "required": True}


def forms(*fields: dict[str, Any], offline: Form = OFFLINE, ask: str = "before") -> Forms:
    return Forms(read_form({"ask": ask, "fields": list(fields)}), offline)


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        (ORDER, "FW-1", "FW-1"),
        (ORDER, "  FW-1 ", "FW-1"),
        (ORDER, "", "required"),
        (ORDER, "   ", "required"),
        (ORDER, 12, "wrong"),
        (ORDER, "x" * 501, "wrong"),
        (ORDER, ["FW-1"], "wrong"),
        (NAME, "x" * 120, "x" * 120),
        (NAME, "x" * 121, "wrong"),
        (ABOUT, "Repair", "Repair"),
        (
            ABOUT,
            "Reparatur",
            "wrong",
        ),  # the words of a language stand for the answer, they are not the answer
        (ABOUT, "", None),
        (AGREED, True, True),
        (AGREED, False, None),
        (AGREED, "yes", "wrong"),
        (AGREED | {"required": True}, False, "required"),
        (PHONE, "+47 55 12 34", "+47 55 12 34"),
        (PHONE, "call me", "wrong"),
        ({"key": "email", "kind": "email"}, "a@b.example", "a@b.example"),
        ({"key": "email", "kind": "email"}, "a.b.example", "wrong"),
        ({"key": "email", "kind": "email"}, "a b@c.example", "wrong"),
    ],
    ids=str,
)
def test_what_is_answered_is_kept_or_named(field: dict[str, Any], said: Any, kept: Any) -> None:
    form = forms(field)
    if kept in ("required", "wrong"):
        with pytest.raises(Refusal) as refused:
            form.take({field["key"]: said}, here=True)
        assert refused.value.fields == {field["key"]: kept}
    else:
        assert form.take({field["key"]: said}, here=True).get(field["key"]) == kept


def test_what_nobody_asked_is_let_go_and_what_is_known_need_not_be_said() -> None:
    assert forms(ORDER).take({"is_admin": True, "Order": "1"}, here=True) == {"Order": "1"}
    assert forms(ORDER).take({}, here=True, known=["Order"]) == {}


def test_what_is_asked_later_is_not_missing_yet() -> None:
    assert forms(ORDER, ask="after").take({}, here=True) == {}


def test_who_filled_in_the_other_form_is_let_in() -> None:
    both = forms(ORDER, offline=read_form({"fields": [{"key": "email", "kind": "email", "required": True}]}))
    assert both.take({"Order": "1"}, here=False) == {"Order": "1"}
    assert both.take({"email": "a@b.example"}, here=True) == {"email": "a@b.example"}
    for here, missing in ((True, "Order"), (False, "email")):
        with pytest.raises(Refusal) as refused:
            both.take({}, here=here)
        assert refused.value.fields == {missing: "required"}


def test_each_form_comes_from_the_department_else_from_the_site_else_from_us() -> None:
    site = SimpleNamespace(form={"fields": [NAME]}, offline_form={})
    department = SimpleNamespace(form={}, offline_form={"fields": []})
    found = Forms.of(department, site)
    assert [field.key for field in found.asked.fields] == ["name"]
    assert (found.offline.fields, Forms.of(None, site).offline) == ([], OFFLINE)


def test_visitors_are_told_the_questions_and_nothing_of_what_asks_nothing() -> None:
    nothing = Forms.of(SimpleNamespace(form={}, offline_form={})).card()
    assert nothing == {"form": None, "offline_form": [{"key": "name"}, {"key": "email", "kind": "email"}]}
    assert forms(NAME, ask="never").card()["form"] is None
    assert forms(ABOUT).card()["form"] == {"fields": [ABOUT]}


@pytest.mark.parametrize(
    "form",
    [
        [],
        {"ask": "always"},
        {"fields": [{"key": ""}]},
        {"fields": [{"key": "Order"}]},
        {"fields": [ORDER, ORDER]},
        {"fields": [ORDER | {"label": {"": " "}}]},
        {"fields": [ABOUT | {"choices": {"": ["One", "One"]}}]},
        {"fields": [ORDER | {"label": {"": "No end\0"}}]},
        {"fields": [ORDER | {"label": {"": "Half \ud83d"}}]},
        {"fields": [ORDER | {"colour": "red"}]},
        {"fields": [ORDER | {"kind": "password"}]},
        {"fields": [{"key": "email", "kind": "text"}]},
        {"fields": [ABOUT | {"choices": {"": ["One"]}}]},
        {"fields": [ABOUT | {"choices": {"": ["One", "Two"], "de": ["Eins"]}}]},
        {"fields": [ORDER | {"choices": {"": ["One", "Two"]}}]},
        {"fields": [ORDER | {"key": f"k{n}"} for n in range(MOST_FIELDS + 1)]},
    ],
    ids=str,
)
def test_what_is_no_form_is_not_stored(form: Any) -> None:
    with pytest.raises(ValidationError):
        validate_form(form)
