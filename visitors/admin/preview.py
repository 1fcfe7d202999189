"""How a site would look: the chat and its launcher from values that are not saved, in a sandbox."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from visitors import bundle
from visitors.admin.appearance import read_appearance
from visitors.brand import Brand, contrast
from visitors.embed import chat_page, digest, launcher_script
from visitors.forms import Forms, read_form
from visitors.languages import tag
from visitors.models import Site
from visitors.wording import CONTEXT

ANCESTORS = "'self'"
SANDBOX = "sandbox allow-scripts"
LAUNCHER_PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title>'
    "</head><body><main><h1>{name}</h1></main><script>{script}</script></body></html>"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A site as a form has it at this moment; nothing here is stored, nobody is counted."""

    site: Site
    person: str
    """Who looks: the name that stands for the team."""

    @classmethod
    def of(cls, saved: Site | None, form: QueryDict, *, person: str) -> "Preview":
        """Take what was saved, and over it what stands in the form."""
        saved = saved or Site(key="preview")
        look = read_appearance(form)
        site = Site(key=saved.key, name=form.get("name", "")[:80] or saved.name or _("Your shop"))
        site.texts, site.appearance = saved.texts, saved.appearance | look
        for name in ("form", "offline_form"):
            setattr(site, name, _questions(form.get(name), getattr(saved, name)))
        return cls(site, person)

    def chat(self, screen: str) -> HttpResponse:
        """Answer with a screen: the first one, a conversation, what is asked while open and while closed."""
        locale = self.site.languages[0]
        sample = self._sample(screen=screen, locale=locale)
        page = chat_page(self.site, locale=locale, script=_script(), along=["talking", "form"], sample=sample)
        policy = page.policy(ancestors=ANCESTORS, connect="'none'")
        return _framed(page.html, policy)

    def launcher(self) -> HttpResponse:
        """Answer with an empty page on which the launcher stands."""
        self.site.mode = Site.Mode.OFF  # whoever looks at it visits nothing
        script = launcher_script(self.site)
        page = LAUNCHER_PAGE.format(
            lang=escape(tag(self.site.languages[0])),
            title=_("Launcher"),
            name=escape(self.site.name),
            script=script,
        )
        return _framed(
            page, f"default-src 'none'; script-src '{digest(script)}'; frame-ancestors {ANCESTORS}"
        )

    def brand(self) -> JsonResponse:
        """Answer with what becomes of the brand colour, in words."""
        return JsonResponse({"words": brand_words(self.site.appearance.get("brand"))})

    def _sample(self, *, screen: str, locale: str) -> dict[str, Any]:
        me = {"kind": "agent", "id": "me", "name": self.person, "avatar": ""}
        here = screen != "closed" and self.site.is_live
        team = {"id": "team", "name": self.site.name, "open": here, "online": here, "next_open_at": None}
        team |= Forms.of(self.site).card()
        sample: dict[str, Any] = {"screen": {"closed": "ask"}.get(screen, screen)}
        sample["availability"] = {"departments": [team], "agents": [me] if here else []}
        if screen == "talk":
            sample["talk"] = {"agent": me, "entries": _entries(me, locale)}
        return sample


def _questions(typed: str | None, saved: dict[str, Any]) -> dict[str, Any]:
    """Return the questions as they are typed, those that are saved as long as that is none."""
    try:
        questions: dict[str, Any] = json.loads(typed) if typed is not None else saved
        return questions if not questions or read_form(questions) else saved
    except (ValueError, RecursionError):
        return saved


def brand_words(colour: object) -> str:
    """Say how well one reads on a brand colour, and what was done where it did not read."""
    brand = Brand.of(colour)
    words = {"ratio": f"{contrast(brand.ground, brand.text):.1f}", "ground": brand.ground}
    if str(colour or "").lower() in ("", brand.ground):
        return _("Words on it read %(ratio)s to 1.") % words
    return _("Shown as %(ground)s, so that words on it read %(ratio)s to 1.") % words


def _entries(me: dict[str, Any], locale: str) -> list[dict[str, Any]]:
    with override(locale):
        said = [
            (me | {"kind": "visitor"}, pgettext(CONTEXT, "Hello. Can you help me choose?")),
            (me, pgettext(CONTEXT, "Of course. What is it for?")),
            (me | {"kind": "visitor"}, pgettext(CONTEXT, "For six people, in a small room.")),
        ]
    at = "2026-01-05T09:0{}:00.000Z"
    return [
        {
            "type": "message.created",
            "seq": seq,
            "at": at.format(seq),
            "message": {"id": str(seq), "author": author, "text": text, "attachments": [], "kind": "text"},
        }
        for seq, (author, text) in enumerate(said, 1)
    ]


def _framed(html: str, policy: str) -> HttpResponse:
    """Return a document for a frame of our own pages alone; the sandbox holds wherever it is opened."""
    return HttpResponse(
        html,
        headers={
            "Content-Security-Policy": f"{policy}; {SANDBOX}",
            "X-Frame-Options": "SAMEORIGIN",
            "Cache-Control": "no-store",
        },
    )


@cache
def _script() -> str:
    return f"{{{bundle.script('widget/preview.js')};boot()}}"
