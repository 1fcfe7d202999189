"""What a process has done, in figures: for whoever was given them, and for nobody else."""

from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from agents.models import Agent, ApiToken
from tests.chat.shop import Shop
from tests.chat.wire import People, outside
from tests.visitors.tracking.page import Page, activity, view
from visitors.tracking import drops
from visitors.tracking.store import pages


def ask(agent: Agent, *scopes: str) -> Any:
    """Ask for the figures with a token of these scopes."""
    token = ApiToken.issue(agent, scopes=scopes)
    return Client().get("/metrics", headers={"Authorization": f"Bearer {token}"})


def figures(answer: Any) -> dict[tuple[str, ...], float]:
    """Return each figure by its name and labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


async def test_what_was_dropped_committed_and_is_open_can_be_read(shop: Shop, people: People) -> None:
    drops.counted.clear()
    before = pages.rows
    await people.visitor()
    page = Page()
    await page.hit(view("1"), activity("none", 5))
    await page.hit(view("2"), user_agent="", webdriver=True)
    found = figures(await outside(lambda: ask(shop.karin, "metrics:read")))
    assert found["visavis_pages_dropped_total", "unknown_view"] == 1
    assert found["visavis_pages_dropped_total", "bot"] == 1
    assert found["visavis_pages_dropped_total", "gpc"] == 0
    assert found["visavis_committed_rows_total", "pages"] == before + 2
    assert found["visavis_commits_total", "pages"] > 0
    assert (found["visavis_sockets",], found["visavis_visits_here",]) == (1, 1)


@pytest.mark.django_db
def test_nobody_else_reads_them(shop: Shop, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(shop.karin)
    others = [client.get("/metrics"), ask(shop.karin, "settings:write"), ask(shop.mara, "metrics:read")]
    assert [answer.status_code for answer in others] == [401, 401, 401]
    token = ApiToken.issue(shop.karin, scopes=["metrics:read"])
    with django_assert_max_num_queries(1):
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
