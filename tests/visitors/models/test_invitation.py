"""An invitation goes one way, and whoever comes too late changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from realtime.actors import AGENT, Actor
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id
from visitors.models import Invitation, Visit
from visitors.models.invitation import UNANSWERED_FOR, UNSEEN_FOR, hear, settle_due

MARA = Actor(AGENT, "mara", "Mara", "/static/mara.svg")
State = Invitation.State
VERBS = {"show": "shown", "accept": "accepted", "decline": "declined", "expire": "expired"}
# From where each verb leads on; from everywhere else it leads nowhere.
LEADS = {("delivered", verb): end for verb, end in VERBS.items()}
LEADS |= {("shown", verb): end for verb, end in VERBS.items() if verb != "show"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(shop: Shop) -> Visit:
    return Visit.objects.create(site=shop.site, open_key="today")


def invite(visit: Visit, text: str = "Shall I help?", **more: str) -> Invitation:
    return Invitation.send(visit, text, by=MARA, **{"client_id": client_id()} | more)


@pytest.mark.parametrize("verb", [*VERBS, "cancel"])
@pytest.mark.parametrize("state", State.values)
def test_each_step_follows_only_upon_its_own(visit: Visit, state: str, verb: str) -> None:
    invitation = invite(visit)
    Invitation.objects.update(state=state)
    given = [Invitation.Reason.LEFT_PAGE] if verb == "cancel" else []
    leads = LEADS | {(before, "cancel"): "cancelled" for before in Invitation.OPEN}
    assert getattr(invitation, verb)(*given) is ((state, verb) in leads)
    assert invitation.state == leads.get((state, verb), state)
    assert getattr(invitation, verb)(*given) is False


def test_the_same_words_said_again_are_the_same_invitation(visit: Visit) -> None:
    first = invite(visit, client_id="1")
    assert invite(visit, client_id="1").pk == first.pk
    with pytest.raises(Refusal, match="stands for another"):
        invite(visit, "Other words", client_id="1")
    with pytest.raises(Refusal, match="being invited already"):
        invite(visit, client_id="2")
    first.decline()
    assert invite(visit, client_id="2").pk != first.pk


def test_nobody_is_invited_who_has_left(visit: Visit) -> None:
    visit.open_key = None
    visit.save()
    with pytest.raises(Refusal) as refused:
        invite(visit)
    assert refused.value.code == "unreachable"


def test_a_page_speaks_of_its_own_invitations_alone(visit: Visit) -> None:
    invitation = invite(visit)
    hear("elsewhere", [(invitation.pk, "decline")])
    hear(visit.pk, [("guessed", "decline"), (invitation.pk, "show"), (invitation.pk, "show")])
    invitation.refresh_from_db()
    assert (invitation.state, invitation.shown_at is not None) == ("shown", True)
    hear(visit.pk, [(invitation.pk, "accept"), (invitation.pk, "decline")])
    invitation.refresh_from_db()
    assert invitation.state == "accepted"


def test_what_nobody_sees_or_answers_is_settled(visit: Visit, shop: Shop) -> None:
    long_ago = timezone.now() - max(UNSEEN_FOR, UNANSWERED_FOR) - timedelta(seconds=1)
    visits = [Visit.objects.create(site=shop.site, open_key=f"{n}") for n in range(3)]
    unseen, unanswered, left = [invite(one) for one in visits]
    fresh = invite(visit)
    Invitation.objects.filter(pk=unseen.pk).update(created_at=long_ago)
    Invitation.objects.filter(pk=unanswered.pk).update(state="shown", shown_at=long_ago)
    Visit.objects.filter(pk=visits[2].pk).update(open_key=None)
    assert list(settle_due()) == [3]
    for invitation in (unseen, unanswered, left, fresh):
        invitation.refresh_from_db()
    assert [unseen.state, unanswered.state, left.state, left.reason, fresh.state] == [
        "expired",
        "expired",
        "cancelled",
        "left_page",
        "delivered",
    ]
