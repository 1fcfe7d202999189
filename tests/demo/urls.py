"""The shop alone, for tests that run without DEMO."""

from django.urls import include, path

urlpatterns = [path("shop/", include("demo.urls"))]
