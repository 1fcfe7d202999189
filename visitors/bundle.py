"""The widget's own modules as one piece of text: the browser fetches one file, people edit many."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import rcssmin
import rjsmin
from django.contrib.staticfiles import finders

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.[^"]+)";\n?', re.MULTILINE)
_SHEET_IMPORT = re.compile(r'^@import "([\w-]+\.css)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:const|let|function|class)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export\s+(?:async\s+)?(?:const|let|function|class)\s+(\w+)", re.MULTILINE)
_NAME = re.compile(r"^(?:async\s+)?(?:const|let|function\*?|class)\s+(\w+)", re.MULTILINE)
_CONSTANT = re.compile(r"^export const (\w+) = \".*\";\n", re.MULTILINE)
# The one global of a document of ours, through which its later parts get what it has.
SHARED = "visavis"
_SHORTEN = """
import json, sys, minify
json.dump([minify.string("text/javascript", script) for script in json.load(sys.stdin)], sys.stdout)
"""
_USED = re.compile(r"var\(--([\w-]+)")
_TOKEN = re.compile(r"\n\s*--([\w-]+): [^;]*;")
_BROUGHT = re.compile(r"--([\w-]+):")
# What a sheet of tokens says besides.
_BARE = re.compile(r"\n\s*color-scheme: [^;]*;|/\*.*?\*/", re.DOTALL)


class BundleError(Exception):
    """The modules cannot share one scope."""


def source(name: str) -> str:
    """Return a static file's text, wherever the finders have it."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise BundleError(f"static file {name} is missing")
    return Path(found).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Joined:
    """Modules in the order in which they need each other, and the names that are wanted of each."""

    modules: dict[str, str]
    wanted: dict[str, set[str]]

    def text(self) -> str:
        """Return them in one scope."""
        parts = [_kept(text, self.wanted.get(name, set())) for name, text in self.modules.items()]
        names = [name for part in parts for name in _NAME.findall(part)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BundleError(f"names used by more than one module: {', '.join(twice)}")
        return str(rjsmin.jsmin("\n".join(parts)))

    def has(self, module: str, name: str) -> bool:
        """Tell whether a name of a module is there: of constants only those are that somebody wants."""
        if module not in self.modules:
            return False
        return name in self.wanted.get(module, ()) or name not in _CONSTANT.findall(self.modules[module])


def script(entry: str, *, hands: Iterable[str] = ()) -> str:
    """Join a module and all it imports, each after what it needs, minified and in one scope.

    What it ``hands`` to parts that are loaded later is written into the document's one global.
    """
    handed = ",".join(sorted(hands))
    return _joined(entry).text() + (f";globalThis.{SHARED}={{{handed}}}" if handed else "")


def part(entry: str, *, of: str) -> tuple[str, set[str]]:
    """Return a module for a document to load later, and the names that document has to hand to it.

    What the document has is not sent twice.
    """
    document, own = _joined(of), _joined(entry)
    handed = {name for module, names in own.wanted.items() for name in names if document.has(module, name)}
    missing = {
        name: own.wanted.get(name, set()) - {found for found in handed if document.has(name, found)}
        for name in own.modules
        if name in document.modules
    }
    modules = {
        name: _only(text, missing[name]) if name in missing else text for name, text in own.modules.items()
    }
    body = _Joined(modules, own.wanted).text()
    names = ",".join(_EXPORTED.findall(source(entry)))
    given = ",".join(sorted(handed))
    return (
        f"export const{{{names}}}=(({{{given}}})=>{{{body};return{{{names}}}}})(globalThis.{SHARED});",
        handed,
    )


def constant(name: str, wanted: str) -> str:
    """Return a text constant of a module."""
    found = re.search(rf'^export const {wanted} = "(.*)";$', source(name), re.MULTILINE)
    if found is None:
        raise BundleError(f"{name} has no constant {wanted}")
    return found[1]


def shortened(*scripts: str) -> list[str]:
    """Give local names as few letters as will do.

    In a process of its own: the library brings a runtime with threads that would stay in ours. It is
    there where it has a wheel; elsewhere names keep their length.
    """
    if find_spec("minify") is None:
        return list(scripts)
    command = [sys.executable, "-I", "-c", _SHORTEN]
    done = subprocess.run(
        command, input=json.dumps(scripts), capture_output=True, text=True, check=True, timeout=60
    )
    short: list[str] = json.loads(done.stdout)
    return short


def style(*names: str, tokens: str = "", known: str = "") -> str:
    """Join style sheets, minified, after those tokens they use that a ``known`` sheet does not bring already."""
    text = "\n".join(_sheet(name) for name in names)
    return str(rcssmin.cssmin(_needed(source(tokens), text, known) + text if tokens else text))


def _sheet(name: str) -> str:
    """Return a sheet with those it imports, from the same folder, in the place of the line that asks for them."""
    folder = name.rpartition("/")[0]
    return _SHEET_IMPORT.sub(lambda wanted: _sheet(f"{folder}/{wanted[1]}"), source(name))


def _needed(tokens: str, css: str, known: str) -> str:
    """Return a sheet of tokens without those that nobody uses, not even through another token, or that are known."""
    brought = set(_BROUGHT.findall(known))
    kept = _among(tokens, (_names(css) | _names(tokens)) - brought)
    if kept != tokens:
        return _needed(kept, css, known)
    if not known:
        return kept
    return _BARE.sub("", kept) if _TOKEN.search(kept) else ""


def _among(tokens: str, names: set[str]) -> str:
    return _TOKEN.sub(lambda token: token[0] if token[1] in names else "", tokens)


def _names(css: str) -> set[str]:
    return set(_USED.findall(css))


def _joined(entry: str) -> _Joined:
    joined = _Joined({}, {})
    _collect(entry, joined.modules, joined.wanted, ())
    return joined


def _collect(name: str, modules: dict[str, str], wanted: dict[str, set[str]], above: tuple[str, ...]) -> None:
    if name in above:
        raise BundleError(f"circular import: {' > '.join((*above, name))}")
    if name in modules:
        return
    text = source(name)
    for names, path in _IMPORT.findall(text):
        imported = str((Path("/") / name).parent.joinpath(path).resolve()).lstrip("/")
        if " as " in names:
            raise BundleError(f"{name} renames an import; in one scope a name has one meaning")
        asked = {part.strip() for part in names.split(",") if part.strip()}
        if missing := asked - set(_EXPORTED.findall(source(imported))):
            raise BundleError(f"{name} wants of {imported} what it has not: {', '.join(sorted(missing))}")
        wanted.setdefault(imported, set()).update(asked)
        _collect(imported, modules, wanted, (*above, name))
    modules[name] = _IMPORT.sub("", text)


def _only(text: str, names: set[str]) -> str:
    """Return the constants of these names: all that a part brings of a module that its document has."""
    return "".join(line[0] for line in _CONSTANT.finditer(text) if line[1] in names)


def _kept(text: str, wanted: set[str]) -> str:
    """Drop text constants, such as icons, that nobody imports, and the word export."""
    text = _CONSTANT.sub(lambda line: line[0] if line[1] in wanted else "", text)
    return _EXPORT.sub("", text)
