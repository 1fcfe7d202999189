"""Addresses of what describes REST."""

from django.urls import path

from agents.api.reference import Nowhere, Reference, Schema

urlpatterns = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Reference.as_view(), name="api-docs"),
    path("<path:rest>", Nowhere.as_view()),
]
