"""What every page of the admin has in common: it shows, offers and changes what is within reach, and nothing else."""

import copy
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model, Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from chat import scope
from chat.reach import Reach
from visitors import audit
from visitors.models import AuditEvent
from visitors.sentences import details, sentence

# What happened to one thing before that, the audit trail itself tells.
MOST_HISTORY = 100

M = TypeVar("M", bound=Model)


def myself(request: HttpRequest) -> Agent:
    """Return who does something here; the admin lets nobody else in."""
    if not isinstance(request.user, Agent):
        raise PermissionDenied
    return request.user


def reach_of(request: HttpRequest) -> Reach:
    """Return the reach of whoever asks, found out once a request."""
    if not hasattr(request, "_reach"):
        request._reach = Reach.of_agent(myself(request))  # type: ignore[attr-defined]
    reach: Reach = request._reach  # type: ignore[attr-defined]
    return reach


class WithinReach(admin.RelatedFieldListFilter):
    """Offers as a filter what one may know of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = format_html("{}", gettext("None"))

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        rows = scope.known(field.remote_field.model, reach_of(request))
        return list(
            field.get_choices(
                include_blank=False,
                ordering=self.field_admin_ordering(field, request, model_admin),
                limit_choices_to={"pk__in": rows.values("pk")},
            )
        )


class NarrowedList(ChangeList):
    """A change list that says what it is narrowed by."""

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What the list is narrowed by: of each filter its title, the choice, and the way to the list without it."""
        found = []
        for spec in self.filter_specs:
            every, *others = spec.choices(self)
            found += [
                (str(spec.title), str(choice["display"]), str(every["query_string"]))
                for choice in others
                if choice["selected"]
            ]
        return found


class Placed(forms.ModelForm[Any]):
    """A form whose noun stays within reach of whoever saves it: it belongs to one of several things."""

    places: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Refuse to leave all of them empty."""
        cleaned = super().clean() or self.cleaned_data
        had = self.instance._state.adding or any(self.initial.get(name) for name in self.places)
        if had and not any(cleaned.get(name) for name in self.places):
            raise ValidationError(_("Choose where this belongs: otherwise it would be out of your reach."))
        return cleaned


class ScopedAdmin(admin.ModelAdmin[M]):
    """A noun in the admin, as far as role and reach of whoever asks go.

    ``places`` names the fields of which somebody who does not reach everything has to fill in one. ``nothing`` says
    what will stand in the list while it is empty.
    """

    places: tuple[str, ...] = ()
    nothing: str | Promise = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Return what one may know of: list, search, history, actions and deletion begin here."""
        rows, reach = super().get_queryset(request), reach_of(request)
        return rows if reach.everything else rows.filter(pk__in=scope.known(self.model, reach).values("pk"))

    def get_own(self, request: HttpRequest) -> QuerySet[M]:
        """Return what is one's own: to change, and to choose from."""
        rows, reach = self.get_queryset(request), reach_of(request)
        return rows if reach.everything else rows.filter(pk__in=scope.own(self.model, reach).values("pk"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Return what is found; what is offered for choosing is one's own."""
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            queryset = queryset.filter(pk__in=self.get_own(request).values("pk"))
        return super().get_search_results(request, queryset, search_term)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Return a thing with as much of its relations as is for these eyes; the rest stays what it is."""
        thing = super().get_object(request, object_id, from_field)
        reach = reach_of(request)
        if thing is not None and not reach.everything:
            thing._prefetched_objects_cache = {}  # type: ignore[attr-defined]
            rows = scope.own if self.has_change_permission(request, thing) else scope.known
            for field in self.opts.many_to_many:
                prefetch_related_objects([thing], Prefetch(field.name, rows(field.related_model, reach)))
        return thing

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that says what it is narrowed by."""
        return NarrowedList

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Return the filters; those by another noun offer what one may know of."""
        return [
            (name, WithinReach) if self._is_relation(name) else name
            for name in super().get_list_filter(request)
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form: it offers what is one's own, and asks where a thing belongs."""
        form, reach = super().get_form(request, obj, change=change, **kwargs), reach_of(request)
        if reach.everything:
            return form
        if self.places:
            form = type(form.__name__, (Placed, form), {"places": self.places})
        for name, field in form.base_fields.items():
            if isinstance(field, forms.ModelChoiceField):
                # A copy: a field that a form declares is the same for everybody.
                offered = form.base_fields[name] = copy.deepcopy(field)
                rows: QuerySet[Any] = field.queryset  # type: ignore[assignment]
                offered.queryset = rows.filter(pk__in=scope.own(rows.model, reach).values("pk"))
        return form

    def beside(self, request: HttpRequest, obj: M | None) -> dict[str, Any]:
        """Return what the page of a thing shows besides its form."""
        return {}

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        """Show the form with what stands beside it."""
        told = context | {"show_save_and_add_another": False} | self.beside(request, obj)
        return super().render_change_form(request, told, add=add, change=change, form_url=form_url, obj=obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether this may be seen."""
        return super().has_view_permission(request, obj) and self._holds(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether this may be changed."""
        return super().has_change_permission(request, obj) and self._holds(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether this may be deleted."""
        return super().has_delete_permission(request, obj) and self._holds(request, "delete", obj)

    def called(self, thing: M) -> str:
        """Return what a thing is called where it is talked about."""
        return str(thing)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what goes with these things, counted by what a manager knows of."""
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        named = {
            str(model._meta.verbose_name_plural): str(model._meta.verbose_name)
            for model in self.admin_site._registry
            if model is not self.model
        }
        known = {str(name): count for name, count in counts.items() if str(name) in named}
        told = {named[name] if count == 1 else name: count for name, count in known.items()}
        return listed, told, missing, protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask before a thing is deleted, by its name."""
        thing = self.get_object(request, unquote(object_id))
        heading = {"heading": self.called(thing)} if thing is not None else {}
        return super().delete_view(request, object_id, heading | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and remember what it was before."""
        if change:
            request._before = audit.Snapshot(self.model._default_manager.get(pk=obj.pk))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record who made what; it is called when everything of it is saved."""
        audit.created(obj, by=myself(request).actor)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record what became what; without an earlier state, as of a password, that it did."""
        stored, by = self.model._default_manager.get(pk=obj.pk), myself(request).actor
        before: audit.Snapshot | None = getattr(request, "_before", None)
        if before is not None:
            audit.changed(stored, before, by=by)
        elif isinstance(message, str):
            AuditEvent.record(f"{audit.name_of(obj)}.changed", stored, by=by, note=message)
        else:
            fields = [name for part in message for name in part.get("changed", {}).get("fields", ())]
            AuditEvent.record(f"{audit.name_of(obj)}.changed", stored, by=by, fields=fields)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Record what is about to be deleted."""
        for thing in queryset:
            audit.deleted(thing, by=myself(request).actor)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the audit trail tells of a thing, as far as it is for these eyes."""
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        events = scope.known(AuditEvent, reach_of(request)).filter(noun=self.opts.label, noun_id=thing.pk)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "object": thing,
            "title": _("History"),
            "action_list": [
                (event, sentence(event), details(event)) for event in events.order_by("-pk")[:MOST_HISTORY]
            ],
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _holds(self, request: HttpRequest, verb: str, thing: Model | None) -> bool:
        return thing is None or scope.holds(verb, thing, reach_of(request))

    def _is_relation(self, name: Any) -> bool:
        if not isinstance(name, str) or "__" in name:
            return False
        field: Field[Any, Any] = self.opts.get_field(name)  # type: ignore[assignment]
        return field.is_relation
