"""Files, asked for by everybody who was not told their address."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import signing

from agents.models import Agent, ApiToken
from agents.permissions import Role
from chat.files.receiving import receive
from chat.files.signing import address_of
from chat.models import Attachment
from tests.access.secret import CANARY, Secret
from tests.chat.wire import People, http, outside
from visitors.identity import Ticket


def file_of(secret: Secret) -> Attachment:
    """Return a file of the secret conversation."""
    row = receive(CANARY.encode(), name=f"{CANARY}.txt", by=secret.shop.mara.actor)
    secret.conversation.say(CANARY, by=secret.shop.mara.actor, attachments=(row.pk,))
    return row


FILE_CALLERS = ["nobody", "a tracking token", "another visitor", "a guest of another site"]
FILE_CALLERS += ["another department", "another site", "the visitor, without its signature"]


@pytest.mark.parametrize("who", FILE_CALLERS)
async def test_no_file_is_given_to_somebody_who_was_not_told_its_address(
    people: People, secret: Secret, settings: Any, tmp_path: Path, who: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    shop, visitor = secret.shop, secret.conversation.visitor_id
    row = await outside(lambda: file_of(secret))
    other = await outside(shop.visitor)
    tokens: dict[str, Callable[[], str]] = {
        "nobody": lambda: "",
        "a tracking token": lambda: Ticket(shop.site, visitor, "tracking").token(),
        "another visitor": lambda: Ticket(shop.site, other.pk, "conversation").token(),
        "a guest of another site": lambda: Ticket(shop.other_site, visitor, "conversation").token(),
        "another department": lambda: ApiToken.issue(shop.nora),
        "another site": lambda: ApiToken.issue(shop.olga),
        "the visitor, without its signature": lambda: Ticket(shop.site, visitor, "conversation").token(),
    }
    headers = [("authorization", f"Bearer {await outside(tokens[who])}")]
    stranger = signing.TimestampSigner(salt="visavis.token").sign(row.pk).removeprefix(f"{row.pk}:")
    for query in (
        "",
        "sig=",
        "sig=1:2:3",
        f"sig={stranger}",
        f"sig={address_of('0' * 26).partition('=')[2]}",
    ):
        for method in ("GET", "HEAD", "POST"):
            answer = await http(method, f"/files/{row.pk}", headers=headers, query=query)
            assert answer.status in (404, 405)
            assert CANARY.encode() not in answer.body


async def test_whose_role_only_reads_uploads_nothing(people: People, secret: Secret) -> None:
    def bearer() -> str:
        Agent.objects.filter(pk=secret.shop.mara.pk).update(role=Role.VIEWER)
        return f"Bearer {ApiToken.issue(secret.shop.mara)}"

    answer = await http("POST", "/api/v1/files/", headers=[("authorization", await outside(bearer))])
    assert (answer.status, answer.code) == (403, "forbidden")
