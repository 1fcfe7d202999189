"""Page views as a first attempt takes them, and an answer that does nothing at all."""

import json

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from baselines.models import View, Visitor


def nothing(_request: HttpRequest) -> HttpResponse:
    """Answer, and nothing else."""
    return HttpResponse(status=204)


@transaction.atomic
def naive(request: HttpRequest) -> HttpResponse:
    """Find or make the visitor, count and keep the view, with the ORM."""
    (frame,) = json.loads(request.body)["frames"]
    visitor, _made = Visitor.objects.get_or_create(key=request.headers["X-Forwarded-For"])
    visitor.views += 1
    visitor.save()
    View.objects.create(visitor=visitor, url=frame["url"], title=frame["title"])
    return HttpResponse(status=204)


urlpatterns = [path("empty/", nothing), path("naive/", naive)]
