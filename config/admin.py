"""The admin of managers: one site for every app, with its menu grouped as managers think."""

from typing import Any

from allauth.account.views import LogoutView
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from agents.overview import overview
from visitors.week import now_words

# Models and their icons. Whatever an app adds beyond these stands under the last caption.
MENU: tuple[tuple[str | Promise, dict[str, str]], ...] = (
    (_("Conversations"), {"chat.conversation": "messagesSquare", "chat.rating": "star"}),
    (_("Customers"), {"visitors.customer": "user", "visitors.visitor": "footprints", "visitors.ban": "ban"}),
    (
        _("Set-up"),
        {
            "visitors.site": "globe",
            "agents.department": "building",
            "agents.agent": "users",
            "chat.cannedresponse": "messageSquareQuote",
            "chat.tag": "tag",
        },
    ),
    (
        _("Access and records"),
        {
            "agents.role": "shield",
            "agents.apitoken": "key",
            "visitors.auditevent": "scrollText",
            "demo.demodata": "parcel",
        },
    ),
)
OTHER_ICON = "fileText"


class ManagersSite(AdminSite):
    """Django's admin, dressed: templates and style sheets are ours, the structure is Django's."""

    site_header = site_title = "Vis-à-vis"
    index_title = _("Overview")
    empty_value_display = ""
    enable_nav_sidebar = False  # the menu stands in the header's template and works without JavaScript

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return what this person may see, under our captions; of one app, as Django has it."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else _grouped([model for app in apps for model in app["models"]])

    def get_urls(self) -> list[Any]:
        """Add what forms with hours ask while they are filled in."""
        return [path("hours/now/", self.admin_view(hours_now), name="hours_now"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what wants doing, where things are and what was changed."""
        return super().index(request, (extra_context or {}) | overview(self, request))

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Lead to the overview: managers know no apps."""
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Sign out by the one door of all agents."""
        answer: HttpResponseBase = LogoutView.as_view(http_method_names=["post"])(request)
        return answer


@require_POST
def hours_now(request: HttpRequest) -> JsonResponse:
    """Answer with what hours that are not saved yet mean at this moment."""
    said, zone = request.POST.get("hours", ""), request.POST.get("zone", "")
    return JsonResponse({"words": now_words(said, zone, inherits=bool(request.POST.get("inherits")))})


def _grouped(models: list[Any]) -> list[dict[str, Any]]:
    """Return groups in the shape of Django's apps, so that its templates can show them too."""
    known = {model["model"]._meta.label_lower: model for model in models}
    groups: list[dict[str, Any]] = []
    for place, (caption, icons) in enumerate(MENU):
        found = [known.pop(label) | {"icon": icon} for label, icon in icons.items() if label in known]
        if place == len(MENU) - 1:
            found += [model | {"icon": OTHER_ICON} for model in known.values()]
        if found:
            groups.append({"name": caption, "app_label": f"group-{place}", "app_url": "", "models": found})
    return groups
