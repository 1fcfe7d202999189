"""What a site's pages load: small, escaped, tied to the site's origins, the same for the same configuration."""

import base64
import gzip
import hashlib
import json
import re
from typing import get_args

import brotli
import pytest
from django.test import override_settings

from chat.protocol import Reason
from visitors import bundle, languages
from visitors.assets import Asset
from visitors.embed import frame, invite, loader, part, present, tracker
from visitors.languages import SPOKEN
from visitors.models import Contact, Site
from visitors.pieces import sources
from visitors.widget_texts import CONSENT, FRAME, PAGE, PARTS, SHELL

# With 314 bytes of headers 3.0 KB at most.
LOADER_LIMIT = 2_650
TRACKER_LIMIT = 3_500  # with its headers
PRESENT_LIMIT = 2_000
INVITE_LIMIT = 3_000
FRAME_LIMIT = 6_960
PART_LIMIT = 4_000
TALKING_LIMIT = 13_000
_RULE = re.compile(r"\.([a-z][\w-]*)")
_DRAWN = re.compile(r'"[a-z]+\.([a-z][\w.-]*)"')
HOSTILE = "</script><script>alert(1)</script><!-- \u2028 {script} & \" '"


def site(**given: object) -> Site:
    """Return a site that was never saved: what is built depends on its fields alone."""
    fields: dict[str, object] = {
        "id": "0" * 26,
        "key": "demo",
        "name": "Fjordwood",
        "allowed_origins": ["https://shop.example", "http://localhost:8000"],
        "appearance": {"brand": "#2F4A3C"},
        "version": 1,
    }
    return Site(**{**fields, **given})


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    from visitors import embed

    embed._shelf.clear()


def _classes(script: str) -> list[str]:
    """Return the classes of the elements a script makes, such as "div.card.wide"."""
    return [name for names in _DRAWN.findall(script) for name in names.split(".")]


def policy(asset: Asset) -> dict[str, str]:
    directives = (part.split(" ", 1) for part in asset.headers["Content-Security-Policy"].split("; "))
    return dict(directives)


def inlined(asset: Asset, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", asset.body.decode(), re.DOTALL)
    assert found
    return found[1]


def configuration(asset: Asset) -> dict[str, object]:
    found = re.search(
        r'<script type="application/json" id="config">(.*?)</script>', asset.body.decode(), re.DOTALL
    )
    assert found
    parsed: dict[str, object] = json.loads(found[1])
    return parsed


def test_the_launcher_is_small_with_its_configuration() -> None:
    print(f"loader: {len(loader(site()).brotli)} bytes")
    assert len(loader(site()).brotli) <= LOADER_LIMIT


def test_what_tells_of_pages_is_small_and_knows_its_site() -> None:
    asked = tracker(site(mode=Site.Mode.ASK))
    size = len(asked.brotli) + sum(len(f"{name}: {value}\r\n") for name, value in asked.headers.items())
    print(f"tracker: {size} bytes")
    assert size <= TRACKER_LIMIT
    assert '{"key":"demo","mode":"ask","dnt":true}' in asked.body.decode()


def test_what_comes_once_a_page_was_told_of_is_small_too() -> None:
    size = len(present(site()).brotli)
    print(f"present: {size} bytes")
    assert size <= PRESENT_LIMIT


def test_what_shows_an_invitation_is_small_and_speaks_as_the_site_does() -> None:
    offered = invite(site(texts={"de": {"answer": "Ja, gern"}}, name=HOSTILE))
    print(f"invite: {len(offered.brotli)} bytes")
    assert len(offered.brotli) <= INVITE_LIMIT
    assert '"de":["Ja, gern","Nein danke","Schließen"]' in offered.body.decode()
    assert "</script>" not in offered.body.decode()
    assert "var(--" not in offered.body.decode()


def test_the_chat_document_stays_small() -> None:
    print(f"frame: {len(frame(site()).brotli)} bytes")
    assert len(frame(site()).brotli) <= FRAME_LIMIT


@pytest.mark.parametrize("name", PARTS)
def test_what_is_loaded_on_use_stays_small(name: str) -> None:
    print(f"{name}: {len(part(site(), name).brotli)} bytes")
    assert len(part(site(), name).brotli) <= (TALKING_LIMIT if name == "talking" else PART_LIMIT)


@pytest.mark.parametrize("code", SPOKEN)
def test_emoji_are_found_by_their_names_in_the_language_of_the_chat(code: str) -> None:
    spoken = part(site(texts={each: {} for each in SPOKEN}), "emoji", locale=code)
    print(f"emoji in {code}: {len(spoken.brotli)} bytes")
    assert len(spoken.brotli) <= PART_LIMIT
    names = "" if code == "en" else f".{languages.tag(code)}"
    few = bundle.constant(f"vendor/emoji-few{names}.js", "FEW")
    assert few in spoken.body.decode()
    assert ("party popper" in spoken.body.decode()) == (code == "en")
    glyphs = [one.split(" ")[0] for one in few.split(",")]
    english = bundle.constant("vendor/emoji-few.js", "FEW")
    assert glyphs == [one.split(" ")[0] for one in english.split(",")]


def test_what_is_drawn_comes_with_its_looks() -> None:
    pieces = sources()
    drawn = {name: set(_classes(piece.script)) for name, piece in pieces.parts.items()}
    drawn["frame"] = set(_classes(pieces.frame))
    dressed = {name: set(_RULE.findall(piece.style)) for name, piece in pieces.parts.items()}
    dressed["frame"] = set(_RULE.findall(pieces.style))
    everywhere = set().union(*dressed.values())
    # Whatever is loaded on use finds the document there, and the conversations that it stands in.
    at_hand = dressed["frame"] | dressed["talking"] | {"block"}  # which holds what another part draws
    bare = {name: found & everywhere - dressed[name] - at_hand for name, found in drawn.items()}
    assert {name: found for name, found in bare.items() if found} == {}
    assert "hint" in dressed["frame"]  # what people usually wait for, on a line of its own


def test_the_document_names_the_version_of_its_parts() -> None:
    first = configuration(frame(site()))["parts"]
    again = configuration(frame(site(version=2, appearance={"brand": "#b0342a"})))["parts"]
    other = configuration(frame(site(version=3, texts={"en": {"retry": "Once more"}})))["parts"]
    assert first == again != other


@pytest.mark.parametrize(
    ("look", "layer"), [({}, "2147483000"), ({"layer": 40}, "40"), ({"layer": "40;}"}, "2147483000")]
)
def test_a_site_says_on_which_layer_its_widget_stands(look: dict[str, object], layer: str) -> None:
    assert f"z-index:var(--visavis-z,{layer})" in loader(site(appearance=look)).body.decode()


def test_the_launcher_hears_what_differs_from_most_sites_and_nothing_else() -> None:
    differs = ('"top":true', '"waits":', '"theme":', '"title":')
    plain = loader(site()).body.decode()
    assert [word for word in differs if word in plain] == []
    look = {"layer": "top", "theme": "dark", "title": "Ask us"}
    for mode in (Site.Mode.OFF, Site.Mode.ASK):
        special = loader(site(version=f"{mode}", appearance=look, mode=mode)).body.decode()
        assert [word for word in differs if word not in special] == []


@pytest.mark.parametrize("build", [loader, frame])
def test_every_encoding_is_the_same_text(build) -> None:
    asset = build(site())
    assert gzip.decompress(asset.gzip) == brotli.decompress(asset.brotli) == asset.body


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("", ""),
        ("identity", ""),
        ("br;q=0, gzip;q=0.5", "gzip"),
    ],
)
def test_the_reader_gets_what_it_accepts(accepts: str, encoding: str) -> None:
    assert loader(site()).encoded(accepts)[1] == encoding


def test_the_same_configuration_is_built_once() -> None:
    assert loader(site()) is loader(site())
    assert frame(site()) is frame(site())


@pytest.mark.parametrize("build", [loader, frame])
def test_the_etag_changes_with_the_configuration_and_only_then(build) -> None:
    first = build(site())
    with override_settings(DEBUG=True):
        assert build(site()).etag == first.etag
    assert build(site(version=2)).etag == first.etag
    assert build(site(version=3, appearance={"brand": "#b0342a"})).etag != first.etag


def test_the_policy_allows_exactly_what_is_inlined() -> None:
    asset = frame(site())
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(inlined(asset, tag).encode()).digest()).decode()
        later = " {host}/w/demo/part/" if tag == "script" else ""
        assert policy(asset)[f"{tag}-src"] == f"'sha256-{digest}'{later}"
    assert "unsafe" not in asset.headers["Content-Security-Policy"]
    assert policy(asset)["default-src"] == "'none'"
    assert policy(asset)["require-trusted-types-for"] == "'script'"


def test_the_document_stands_only_on_the_sites_origins() -> None:
    assert policy(frame(site()))["frame-ancestors"] == "https://shop.example http://localhost:8000"
    assert policy(frame(site(allowed_origins=[], version=2)))["frame-ancestors"] == "'none'"
    assert policy(frame(site(), standalone=True))["frame-ancestors"] == "'none'"


def test_hostile_names_and_texts_stay_text() -> None:
    hostile = site(
        name=HOSTILE,
        appearance={"brand": "red;}</style>", "title": HOSTILE, "greeting": HOSTILE, "locale": '"><script>'},
        texts={'"><script>': {"start": HOSTILE, "open": HOSTILE, "unknown": HOSTILE}},
    )
    page = frame(hostile).body.decode()
    assert page.count("<script") == 2
    assert page.count("</script") == 2
    assert page.count("<style") == page.count("</style") == 1
    settings = configuration(frame(hostile))
    assert settings["name"] == HOSTILE
    assert settings["texts"]["start"] == HOSTILE  # type: ignore[index]
    assert "unknown" not in settings["texts"]  # type: ignore[operator]
    assert "</script" not in loader(hostile).body.decode()


# What is said under a name that is put together, or kept beside what it names.
FIELD = {"tick", "choose_one", "missing", "digits", "address", "at", "wrong"}
PUT_TOGETHER = {
    "frame": {"morning", "afternoon", "evening", "start", "leave"},
    "talking": {"sending", "sent", "delivered", "read"},
    "files": {f"file_{why}" for why in ("too_large", "kind", "empty", "infected", "away", "lost")},
    "form": {"name", "email", "phone", *FIELD},
    "blocks": FIELD,
    "rating": {f"score_{score}" for score in range(1, 6)} | {f"reason_{why}" for why in get_args(Reason)},
    "menu": {f"contact_{level}{hint}" for level in Contact.values for hint in ("", "_hint")},
}


def said_by(name: str, code: str) -> set[str]:
    counted = {f"{key}_{form}" for key in re.findall(r'count\("(\w+)"', code) for form in ("one", "other")}
    return set(re.findall(r'say\("(\w+)"', code)) | counted | PUT_TOGETHER.get(name, set())


def test_each_piece_carries_exactly_the_texts_it_says() -> None:
    assert said_by("frame", bundle.script("widget/frame.js")) == FRAME.keys()
    assert set(re.findall(r"\{say_(\w+)\}", bundle.source("widget/frame.html"))) == SHELL.keys()
    for name, texts in PARTS.items():
        code, _handed = bundle.part(f"widget/{name}.js", of="widget/frame.js")
        assert said_by(name, code) - FRAME.keys() == texts.keys() - FRAME.keys(), name
    asking = bundle.source("widget/consenting.js")
    assert set(re.findall(r'"(consent_\w+)"', asking)) == CONSENT.keys()
    asks = site(id="3" * 26, mode=Site.Mode.ASK)
    assert configuration(frame(asks))["texts"].keys() == set(FRAME | CONSENT)  # type: ignore[attr-defined]
    alone = frame(site(), standalone=True)
    links = {
        key for key in re.findall(r'say\("(\w+)"', bundle.script("widget/page.js")) if key.startswith("link_")
    }
    assert links == set(PAGE)
    assert configuration(alone)["texts"].keys() == set(FRAME | PAGE)  # type: ignore[attr-defined]
    assert configuration(frame(site()))["texts"].keys() == set(FRAME)  # type: ignore[attr-defined]


def test_a_site_words_its_widget_per_language() -> None:
    arabic = site(texts={"ar": {"start": "ابدأ محادثة"}})
    assert arabic.languages == ["en", "ar"]
    page = frame(arabic, locale="ar").body.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "ابدأ محادثة" in page
    assert '<html lang="en" dir="ltr">' in frame(arabic, locale="fr").body.decode()


def test_every_language_is_carried_at_the_price_of_a_few_words() -> None:
    spoken = site(id="1" * 26, texts={code: {} for code in SPOKEN})
    alone, more = len(loader(site()).brotli), len(loader(spoken).brotli)
    assert (more - alone) / (len(SPOKEN) - 1) < 75
    texts = launcher_texts(spoken)
    assert list(texts) == ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "ja", "zh", "ar", "he"]
    assert texts["zh"] == "和我们聊聊"
    assert '"rtl":["ar","he"]' in loader(spoken).body.decode()
    assert configuration(frame(spoken, locale="pl"))["texts"]["here_few"] == "{names} są tutaj"  # type: ignore[index]


def test_the_own_words_of_a_site_go_only_where_they_are_said() -> None:
    said = configuration(frame(site(id="2" * 26, texts={"en": {"greeting": "Yes?", "score_1": "Meh"}})))[
        "texts"
    ]
    assert said["greeting"] == "Yes?"  # type: ignore[index]
    assert "score_1" not in said  # type: ignore[operator]


def test_no_markup_from_strings_and_no_code_from_strings() -> None:
    code = "".join(
        asset.body.decode()
        for asset in (frame(site()), *(part(site(), name) for name in PARTS), loader(site()), tracker(site()))
    )
    for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert door not in code


def test_modules_share_one_scope_or_are_refused(monkeypatch) -> None:
    files = {
        "a.js": 'import { two } from "./b.js";\nexport const one = () => two;\n',
        "b.js": 'export const two = 2;\nexport const unused = "M0 0";\n',
        "twice.js": 'import { two } from "./b.js";\nconst two = 3;\n',
        "round.js": 'import { trip } from "./trip.js";\nexport const round = 1;\n',
        "trip.js": 'import { round } from "./round.js";\nexport const trip = 1;\n',
        "lost.js": 'import { three } from "./b.js";\n',
    }
    monkeypatch.setattr(bundle, "source", files.__getitem__)
    joined = bundle.script("a.js")
    assert joined.index("two=2") < joined.index("one=")
    assert "unused" not in joined
    assert "export" not in joined
    with pytest.raises(bundle.BundleError, match="two"):
        bundle.script("twice.js")
    with pytest.raises(bundle.BundleError, match="circular"):
        bundle.script("round.js")
    with pytest.raises(bundle.BundleError, match="three"):
        bundle.script("lost.js")


def test_a_sheet_stands_where_another_asks_for_it(monkeypatch) -> None:
    files = {"w/a.css": '@import "b.css";\ni { top: 0; }\n', "w/b.css": "b { top: 1px; }\n"}
    monkeypatch.setattr(bundle, "source", files.__getitem__)
    assert bundle.style("w/a.css") == "b{top:1px}i{top:0}"


def test_names_stay_long_where_what_shortens_them_is_missing(monkeypatch) -> None:
    script = "(()=>{const greeting=1;boot(greeting,CONFIG)})()"
    assert bundle.shortened(script) == ["(()=>{const e=1;boot(e,CONFIG)})()"]
    monkeypatch.setattr(bundle, "find_spec", lambda name: None)
    assert bundle.shortened(script) == [script]


def test_words_of_the_look_are_for_those_who_read_the_own_language_of_the_site() -> None:
    look = {"locale": "de", "title": "Frag uns", "greeting": "Moin."}
    german = site(id="3" * 26, appearance=look, texts={"fr": {"open": "Posez vos questions"}, "nl": {}})
    assert launcher_texts(german) == {"de": "Frag uns", "fr": "Posez vos questions", "nl": "Chat met ons"}
    assert configuration(frame(german))["greeting"] == "Moin."
    assert "greeting" not in configuration(frame(german, locale="fr"))


def launcher_texts(site: Site) -> dict[str, str]:
    found = re.search(r'"texts":(\{.*?\})', loader(site).body.decode())
    assert found
    texts: dict[str, str] = json.loads(found[1])
    return texts
