"""Sites in the admin: where they stand, how they look and what they say."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.scoped_admin import ScopedAdmin, reach_of
from visitors import audit
from visitors.admin.preview import Preview, brand_words
from visitors.admin.site_form import SiteForm
from visitors.admin.site_texts import TextsForm
from visitors.languages import is_drafted, language_name
from visitors.models import Site
from visitors.week import now_words


@admin.register(Site)
@method_decorator(csp_update({"frame-src": [SELF]}), name="changeform_view")
class SiteAdmin(ScopedAdmin[Site]):
    """Where the widget stands and how it looks."""

    form = SiteForm
    nothing = _("A site is one shop or brand with its own look. The chat starts with it.")
    list_display = ["name", "stands", "speaks", "open_now", "key"]
    search_fields = ["name", "key"]
    prepopulated_fields = {"key": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "allowed_origins"]}),
        (_("Look"), {"fields": ["brand", "title", "greeting", "position", "phones", "top", "theme"]}),
        (_("Words"), {"fields": ["locale", "also"]}),
        (_("What visitors can do"), {"fields": ["offers", "end", "transcript"]}),
        (_("What is asked"), {"fields": ["form", "offline_form"]}),
        (_("Opening hours"), {"fields": ["hours", "zone"]}),
        (_("Technical"), {"fields": ["key", "group", "mode", "honours_dnt"]}),
    ]

    @admin.display(description=_("stands on"))
    def stands(self, site: Site) -> str:
        """Return the places, or that there are none."""
        hosts = [origin.partition("://")[2] for origin in site.allowed_origins]
        return ", ".join(hosts) or format_html('<span class="pill changed">{}</span>', gettext("nowhere yet"))

    @admin.display(description=_("speaks"))
    def speaks(self, site: Site) -> str:
        """Return the languages, its own first."""
        return ", ".join(map(language_name, site.languages))

    @admin.display(description=_("open"))
    def open_now(self, site: Site) -> str:
        """Return whether somebody is to be expected now."""
        return now_words(site.hours, site.zone)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Site | None = None) -> dict[str, Any]:
        """Suggest a key for a new site only: pages hold the key of an old one."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Site | None = None) -> Any:
        """Return what only an owner says: which sites belong together, and may know the same customers."""
        return () if reach_of(request).everything else ("group",)

    def get_urls(self) -> list[URLPattern]:
        """Add the preview and the words of each language."""
        guarded = self.admin_site.admin_view
        return [
            path("preview/<str:part>/", guarded(self.preview_view), name="visitors_site_preview"),
            path("<str:pk>/words/<str:code>/", guarded(self.texts_view), name="visitors_site_texts"),
            *super().get_urls(),
        ]

    def beside(self, request: HttpRequest, obj: Site | None) -> dict[str, Any]:
        """Return the snippet, the languages and the preview."""
        site, look = obj, obj.appearance if obj else {}
        return {
            "snippet": f'<script async src="{settings.PUBLIC_URL}/w/{site.key}.js"></script>' if site else "",
            "page": f"{settings.PUBLIC_URL}/w/{site.key}/page" if site else "",
            "languages": _languages(site) if site else [],
            "preview": reverse("admin:visitors_site_preview", args=["home"]),
            "preview_base": reverse("admin:visitors_site_preview", args=["home"]).removesuffix("home/"),
            "preview_site": site.pk if site else "",
            "brand_words": brand_words(look.get("brand")),
        }

    def response_add(
        self, request: HttpRequest, obj: Site, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the new site, where the line for its pages stands."""
        self.message_user(request, gettext("Added. Now put the line below on its pages."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:visitors_site_change", args=[obj.pk]))

    def preview_view(self, request: HttpRequest, part: str) -> HttpResponseBase:
        """Answer with a part of the preview: how the values of the address would look. Nothing is stored."""
        if not (self.has_view_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        key = request.GET.get("site", "")
        saved = self.get_queryset(request).filter(pk=key).first() if key else None
        preview = Preview.of(saved, request.GET, person=str(request.user))
        match part:
            case "home" | "talk" | "ask" | "closed":
                return preview.chat(part)
            case "launcher":
                return preview.launcher()
            case "brand":
                return preview.brand()
            case _other:
                raise Http404

    def texts_view(self, request: HttpRequest, pk: str, code: str) -> HttpResponse:
        """Show every line of one language, to be worded otherwise."""
        site = self.get_object(request, pk)
        if site is None or code not in dict(_languages(site)):
            raise Http404
        if not self.has_change_permission(request, site):
            raise PermissionDenied
        form = TextsForm(request.POST or None, site=site, code=code)
        if form.is_valid():
            request._before = audit.Snapshot(Site.objects.get(pk=site.pk))  # type: ignore[attr-defined]
            form.save()
            self.log_change(request, site, [{"changed": {"fields": [language_name(code)]}}])
            messages.success(request, gettext("Saved. Pages show it within five minutes."))
            return HttpResponseRedirect(request.path)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": site,
            "crumb": language_name(code),
            "title": gettext("Words in %s") % language_name(code),
            "form": form,
            "languages": _languages(site),
            "code": code,
            "drafted": is_drafted(code),
        }
        return render(request, "admin/visitors/site/texts.html", context)


def _languages(site: Site) -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in site.languages]
