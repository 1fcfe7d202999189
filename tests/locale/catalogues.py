"""What visitors read, and the catalogues it is translated in: ``bin/translate`` brings these up to date."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polib

from visitors.wording import CONTEXT

ROOT = Path(__file__).resolve().parents[2]
# Where visitors read something besides the widget's tables.
TEMPLATES = ("chat/email/*.*", "chat/stop_mail.html")
# A module that writes to visitors asks for their language; others say a few words of the widget.
ASKS = "language_of("
BESIDES = ("chat/transcripts.py", "visitors/admin/preview.py")

# Context, text and the text for many: "" where there is none.
Key = tuple[str, str, str]


def keys() -> list[Key]:
    """Return everything a visitor may read, each text once."""
    return list(dict.fromkeys([*of_widget(), *of_templates(), *of_modules()]))


def of_widget() -> Iterator[Key]:
    """Yield the widget's texts; what depends on a number is one."""
    from visitors import widget_texts

    for table in _tables(value for name, value in vars(widget_texts).items() if name.isupper()):
        for key, text in table.items():
            stem, _, form = key.rpartition("_")
            if form == "one" and f"{stem}_other" in table:
                yield CONTEXT, text, table[f"{stem}_other"]
            elif form != "other" or f"{stem}_one" not in table:
                yield CONTEXT, text, ""


def _tables(values: Iterable[Any]) -> Iterator[dict[str, str]]:
    for value in values:
        if isinstance(value, dict):
            nested = [inner for inner in value.values() if isinstance(inner, dict)]
            yield from _tables(nested) if nested else [value]


def of_templates() -> Iterator[Key]:
    """Yield the texts of mails and pages, as the tags themselves look them up."""
    from django.template.loader import get_template
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    folder = ROOT / "templates"
    for path in sorted(path for pattern in TEMPLATES for path in folder.glob(pattern)):
        template: Any = get_template(str(path.relative_to(folder)))
        for node in template.template.nodelist.get_nodes_by_type(TranslateNode):
            yield "", node.filter_expression.var.literal.replace("%", "%%"), ""
        for node in template.template.nodelist.get_nodes_by_type(BlockTranslateNode):
            many = node.render_token_list(node.plural)[0] if node.plural else ""
            yield "", node.render_token_list(node.singular)[0], many


def of_modules() -> Iterator[Key]:
    """Yield the texts a module itself looks up."""
    for path in sorted((ROOT / "chat").rglob("*.py")):
        source = path.read_text()
        if ASKS in source:
            yield from (("", text, "") for text in _calls(source, "_"))
    for name in BESIDES:
        yield from ((CONTEXT, text, "") for text in _calls((ROOT / name).read_text(), "pgettext"))


def _calls(source: str, function: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == function:
            yield ast.literal_eval(call.args[-1])


def catalogues() -> list[Path]:
    """Return the sources of the catalogues, one a language."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def key_of(entry: polib.POEntry) -> Key:
    """Return what an entry translates."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def update(path: Path) -> int:
    """Bring a catalogue up to date with what is said, and compile it; returns what still wants words."""
    catalogue = polib.pofile(str(path), wrapwidth=110)
    forms = int(catalogue.metadata["Plural-Forms"].partition("nplurals=")[2][0])
    wanted = keys()
    for unsaid in [entry for entry in catalogue if key_of(entry) not in wanted]:
        catalogue.remove(unsaid)
    known = {key_of(entry) for entry in catalogue}
    for context, text, many in wanted:
        if (context, text, many) not in known:
            empty = {"msgstr_plural": dict.fromkeys(range(forms), "")} if many else {"msgstr": ""}
            catalogue.append(polib.POEntry(msgctxt=context or None, msgid=text, msgid_plural=many, **empty))
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())
    return len(catalogue.untranslated_entries())


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for path in catalogues():
        print(path.parent.parent.name, "wants words for", update(path))
