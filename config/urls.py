"""Addresses that go through Django's stack."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config import health
from config.metrics import metrics

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics),
    path("", include("agents.urls")),  # before the admin: its door is the one of all agents
    path("admin/", admin.site.urls),
    path("", include("chat.urls")),
    path("api/v1/", include("agents.api.urls")),
    path("api/v1/", include("chat.api.urls")),
    path("api/v1/", include("visitors.api.urls")),
    path("api/", include("agents.api.reference_urls")),
]

if settings.DEMO:
    from demo.views import Front

    urlpatterns += [path("shop/", include("demo.urls")), path("", Front.as_view())]
else:
    from django.views.generic import RedirectView

    urlpatterns += [path("", RedirectView.as_view(pattern_name="console"))]
