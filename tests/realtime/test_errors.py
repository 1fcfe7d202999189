"""Refusals have one shape on socket and HTTP."""

import pytest

from realtime.errors import Refusal, busy, not_found


def test_a_refusal_answers_the_frame_it_refuses() -> None:
    refusal = Refusal("invalid", "The text is empty.")
    assert refusal.as_nack(client_id="c1", id="7") == {
        "type": "nack",
        "code": "invalid",
        "message": "The text is empty.",
        "retry": False,
        "client_id": "c1",
        "id": "7",
    }


def test_a_refusal_of_nothing_in_particular_is_an_error_frame() -> None:
    assert Refusal("malformed", "No.").as_nack() == {"type": "error", "code": "malformed", "message": "No."}


def test_a_busy_server_says_when_to_come_back() -> None:
    nack = busy(after_ms=250).as_nack(client_id="c1")
    assert (nack["retry"], nack["retry_after_ms"]) == (True, 250)


def test_over_http_the_fields_are_named() -> None:
    refusal = Refusal("invalid", "No.", fields={"score": "1 to 5"})
    assert refusal.as_http() == {
        "error": {"code": "invalid", "message": "No.", "fields": {"score": "1 to 5"}}
    }


@pytest.mark.parametrize(
    ("refusal", "status"), [(not_found(), 404), (busy(), 503), (Refusal("odd", ""), 400)]
)
def test_every_code_has_a_status(refusal: Refusal, status: int) -> None:
    assert refusal.status == status
