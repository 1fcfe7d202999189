"""Editing and removing: one's own words, with the history kept and told to nobody else."""

import pytest

from chat.models import Conversation
from chat.reach import Reach
from chat.summaries import summaries
from chat.transcripts import Transcript
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, kinds, texts


@pytest.fixture
def talk(shop: Shop) -> Conversation:
    """Return a conversation in which Mara has said something, at number 5."""
    conversation = shop.conversation("Is it oak?")
    conversation.take(by=shop.mara)
    conversation.say("The secret price is 5", by=shop.mara.actor)
    return conversation


def test_new_words_stand_in_their_place_and_the_old_ones_are_kept(shop: Shop, talk: Conversation) -> None:
    talk.edit(of=5, text="It is oak", by=shop.mara.actor)
    talk.edit(of=5, text="It is smoked oak", by=shop.mara.actor)
    assert texts(talk)[-1] == "It is smoked oak"
    assert [row["text"] for row in talk.history(of=5)] == ["The secret price is 5", "It is oak"]
    assert kinds(talk)[-2:] == ["message.edited", "message.edited"]


def test_what_was_removed_is_nowhere_to_be_read_but_in_the_history(shop: Shop, talk: Conversation) -> None:
    talk.unsay(of=5, by=shop.mara.actor)
    reach = Reach.of_visitor(talk.visitor)
    (summary,) = summaries(Conversation.objects.within(reach), reach)
    assert summary["last"]["text"] == ""
    lines = list(Transcript(talk, reach).lines())
    assert "secret" not in str(lines)
    assert lines[-1].event == "Mara removed a message"
    assert [row["text"] for row in talk.history(of=5)] == ["The secret price is 5"]
    assert "secret" not in str(list(talk.entries.values_list("data", flat=True)))


def test_only_ones_own_words_can_be_mended(shop: Shop, talk: Conversation) -> None:
    for of in (3, 5):
        with pytest.raises(Refusal, match="Only who wrote"):
            talk.edit(of=of, text="x", by=shop.jonas.actor)
        with pytest.raises(Refusal, match="Only who wrote"):
            talk.unsay(of=of, by=shop.jonas.actor)
    for of in (1, 4, 99):
        with pytest.raises(Refusal) as refused:
            talk.edit(of=of, text="x", by=shop.mara.actor)
        assert refused.value.code == "not_found"
    assert texts(talk) == ["Is it oak?", "The secret price is 5"]


def test_it_is_idempotent_and_what_is_gone_stays_gone(shop: Shop, talk: Conversation) -> None:
    id = client_id()
    first = talk.unsay(of=5, by=shop.mara.actor, client_id=id)
    assert talk.unsay(of=5, by=shop.mara.actor, client_id=id).seq == first.seq
    with pytest.raises(Refusal, match="removed"):
        talk.edit(of=5, text="again", by=shop.mara.actor)
    with pytest.raises(Refusal, match="something else"):
        talk.edit(of=5, text="again", by=shop.mara.actor, client_id=id)


def test_the_same_words_are_no_news(shop: Shop, talk: Conversation) -> None:
    assert talk.edit(of=5, text="The secret price is 5", by=shop.mara.actor).repeated
    assert talk.history(of=5) == []
