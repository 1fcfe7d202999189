"""The commands of a first day: a token for a program, an installation without demo data."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agents.models import Agent, ApiToken, Department
from tests.chat.shop import Shop
from visitors.models import AuditEvent, Site


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


class TestCreateApiToken:
    """Prints a token once."""

    def test_it_prints_a_token_that_works_and_remembers_who_was_given_one(self, shop: Shop) -> None:
        token = run("create_api_token", "MARA@example.com", "--name=bot").strip()
        assert ApiToken.agent_for(token) == shop.mara
        event = AuditEvent.objects.get()
        assert (event.verb, event.noun_id, event.actor_kind) == ("api_token.created", shop.mara.pk, "system")
        assert token not in str(event.data)

    def test_nobody_gets_none(self, shop: Shop) -> None:
        Agent.objects.filter(pk=shop.nora.pk).update(is_active=False)
        for email in ("nobody@example.com", "nora@example.com"):
            with pytest.raises(CommandError, match=email):
                run("create_api_token", email)
        assert not ApiToken.objects.exists()


@pytest.mark.django_db
class TestSetup:
    """Makes what is needed to begin, once."""

    @pytest.fixture(autouse=True)
    def password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SETUP_PASSWORD", "a long enough secret")

    def test_a_manager_may_sign_in_and_the_widget_may_stand(self) -> None:
        said = run("setup", "--email=Boss@Example.com", "--site=shop", "--origin=https://shop.example")
        manager, site = Agent.objects.get(), Site.objects.get()
        assert (manager.email, manager.role) == ("boss@example.com", "owner")
        assert manager.check_password("a long enough secret")
        assert (site.key, site.allowed_origins) == ("shop", ["https://shop.example"])
        assert list(Department.objects.get().sites.all()) == [site]
        assert f'src="{settings.PUBLIC_URL}/w/shop.js"' in said
        assert "a long enough secret" not in said

    def test_a_second_time_is_refused(self) -> None:
        run("setup", "--email=boss@example.com")
        with pytest.raises(CommandError, match="already"):
            run("setup", "--email=other@example.com")
        assert Agent.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong", ["--origin=https://shop.example/path", "--site=My Shop", "password"], ids=str
    )
    def test_nonsense_makes_nothing(self, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
        if wrong == "password":
            monkeypatch.setenv("SETUP_PASSWORD", "short")
        with pytest.raises(CommandError):
            run("setup", "--email=boss@example.com", *([] if wrong == "password" else [wrong]))
        assert [model.objects.count() for model in (Site, Agent, Department)] == [0, 0, 0]
