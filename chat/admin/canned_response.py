"""Canned replies in the admin."""

from typing import Any

from django import forms
from django.conf.global_settings import LANGUAGES
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from chat.models import CannedResponse
from chat.scoped_admin import ScopedAdmin, myself, reach_of
from visitors.languages import language_name


class CannedResponseForm(forms.ModelForm[CannedResponse]):
    """A canned reply, for everybody, a department or one agent."""

    def clean(self) -> dict[str, Any]:
        """Refuse both at once beside the field, before the database's rules do in words of their own."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("department") and cleaned.get("agent"):
            self.add_error("agent", _("Choose a department or an agent, or neither for everybody."))
        return cleaned


@admin.register(CannedResponse)
class CannedResponseAdmin(ScopedAdmin[CannedResponse]):
    """Replies that are written once; consoles hear of a change at once."""

    form = CannedResponseForm
    nothing = _("What is written often is written once: agents type a slash and its name.")
    list_display = ["slash", "beginning", "whose", "language"]
    list_filter = ["department"]
    list_select_related = ["department", "agent"]
    search_fields = ["shortcut", "text"]
    fieldsets = [
        (None, {"fields": ["shortcut", "text"]}),
        (
            _("Who may use it"),
            {
                "fields": ["department", "agent", "locale"],
                "description": _("Neither department nor agent: everybody."),
            },
        ),
    ]
    places = ("department", "agent")

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Return what may be chosen; another's own replies are for owners alone."""
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name == "agent" and not reach_of(request).everything:
            return Agent.objects.filter(pk=myself(request).pk)
        return rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer a department and an agent, and say what none of them means."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.empty_label = (
                _("All departments") if db_field.name == "department" else _("Everybody there")
            )
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; it offers languages by their names, and the one that is set."""
        form = super().get_form(request, obj, change=change, **kwargs)
        codes = dict.fromkeys([*dict(LANGUAGES), *([obj.locale] if obj and obj.locale else [])])
        names = sorted(((code, language_name(code)) for code in codes), key=lambda one: one[1].lower())
        if "locale" in form.base_fields:
            form.base_fields["locale"] = forms.ChoiceField(
                label=_("Language"), required=False, choices=[("", _("Whatever the visitor speaks")), *names]
            )
        return form

    @admin.display(description=_("typed as"), ordering="shortcut")
    def slash(self, response: CannedResponse) -> str:
        """Return what an agent types."""
        return str(response)

    @admin.display(description=_("for"))
    def whose(self, response: CannedResponse) -> str:
        """Return who may use it."""
        return str(response.department or response.agent or gettext("everybody"))

    @admin.display(description=_("language"), ordering="locale")
    def language(self, response: CannedResponse) -> str:
        """Return the language, or that it is for all."""
        return language_name(response.locale) if response.locale else gettext("any")

    @admin.display(description=_("text"))
    def beginning(self, response: CannedResponse) -> str:
        """Return the first words."""
        return Truncator(response.text).chars(80)

    def save_model(self, request: HttpRequest, obj: CannedResponse, form: Any, change: bool) -> None:
        """Save, and tell those who may use it or could use it before."""
        if change:
            CannedResponse.objects.get(pk=obj.pk).tell()
        super().save_model(request, obj, form, change)
        obj.tell()

    def delete_model(self, request: HttpRequest, obj: CannedResponse) -> None:
        """Delete, and tell those who could use it."""
        obj.tell()
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[CannedResponse]") -> None:
        """Delete several, and tell those who could use them."""
        for response in queryset:
            response.tell()
        super().delete_queryset(request, queryset)
