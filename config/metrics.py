"""What this process has done and holds, for Prometheus; at a cost that does not grow with it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, ProcessCollector, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agents.models import ApiToken
from agents.permissions import Role
from realtime.errors import Refusal
from realtime.runtime import runtime
from visitors.presence import presence
from visitors.tracking import drops

SCOPE = "metrics:read"


class Figures(Collector):
    """Counters that are kept anyway, read when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        """Yield them; a reason that has not come up yet stands at nought."""
        dropped = CounterMetricFamily(
            "visavis_pages_dropped", "What pages told and was not stored.", labels=["reason"]
        )
        for reason in drops.Reason:
            dropped.add_metric([reason], drops.counted[reason])
        commits = CounterMetricFamily("visavis_commits", "Batches committed.", labels=["writer"])
        rows = CounterMetricFamily("visavis_committed_rows", "What was in them.", labels=["writer"])
        for writer in runtime.writers:
            commits.add_metric([writer.name], writer.batches)
            rows.add_metric([writer.name], writer.rows)
        yield from (dropped, commits, rows)
        yield GaugeMetricFamily("visavis_sockets", "Open WebSockets.", value=len(runtime.sockets))
        yield GaugeMetricFamily("visavis_visits_here", "Visits somebody is in.", value=len(presence.tabs))


registry = CollectorRegistry()
registry.register(Figures())
ProcessCollector(registry=registry)


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures of this process, to the token of an owner that was given them."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    agent = ApiToken.agent_for(token.strip(), SCOPE) if scheme.lower() == "bearer" else None
    if agent is None or agent.role != Role.OWNER:
        refusal = Refusal("unauthenticated", f"Send an owner's token with the scope {SCOPE}.")
        return JsonResponse(refusal.as_http(), status=refusal.status)
    write, type = exposition.choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(write(registry), content_type=type)
