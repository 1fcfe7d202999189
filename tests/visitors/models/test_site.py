"""A site: origins that end no directive, keys that fit an address, versions that everything is cached by."""

import pytest
from django.core.exceptions import ValidationError

from visitors.models import Site
from visitors.models.site import validate_origins


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "http://localhost:8000",
        "https://a.b-c.example:8443",
        "http://127.0.0.1",
        "https://xn--mller-kva.example",
    ],
)
def test_an_origin_is_a_scheme_a_host_and_perhaps_a_port(origin: str) -> None:
    validate_origins([origin])


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "*",
        "null",
        "shop.example",
        "https://",
        "https://shop.example/",
        "https://shop.example/path",
        "https://shop.example?x",
        "https://*.example",
        "https://user@shop.example",
        "https://shop.example; script-src *",
        "https://shop.example 'unsafe-inline'",
        "https://shop.example\r\nX-Evil: 1",
        "https://shop.example:99999",
        "https://SHOP.example",
        "https://müller.example",
        "javascript://shop.example",
        "ftp://shop.example",
        "https://[::1",
        7,
        None,
        ["https://shop.example"],
    ],
    ids=ascii,
)
def test_anything_else_is_none(origin: object) -> None:
    with pytest.raises(ValidationError):
        validate_origins([origin])


@pytest.mark.parametrize("origins", ["https://shop.example", {"https://shop.example": 1}, None, 7], ids=ascii)
def test_origins_are_a_list(origins: object) -> None:
    with pytest.raises(ValidationError):
        validate_origins(origins)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("shop-1", True),
        ("1", True),
        ("-shop", False),
        ("Shop", False),
        ("a/b", False),
        ("ü", False),
        ("a\n", False),
    ],
)
def test_a_key_is_part_of_an_address(key: str, fits: bool) -> None:
    site = Site(key=key, name="Shop")
    if fits:
        site.full_clean()
    else:
        with pytest.raises(ValidationError):
            site.full_clean()


@pytest.mark.django_db
def test_every_change_is_a_new_version() -> None:
    site = Site.objects.create(key="shop", name="Shop")
    assert site.version == 1
    for version in (2, 3):
        site.save()
        assert (site.version, Site.objects.get().version) == (version, version)


@pytest.mark.django_db
def test_nothing_is_stored_that_cannot_be_read() -> None:
    for wrong in ({"zone": "Mars/Olympus"}, {"hours": {"week": [1]}}):
        with pytest.raises(ValidationError):
            Site.objects.create(key="shop", name="Shop", **wrong)
    assert Site.objects.create(key="shop", name="Shop", hours=None).hours == {}


@pytest.mark.django_db
def test_by_default_it_stands_nowhere_and_stores_nothing_on_the_device() -> None:
    site = Site.objects.create(key="shop", name="Shop")
    assert (site.allowed_origins, site.mode) == ([], Site.Mode.COOKIELESS)
