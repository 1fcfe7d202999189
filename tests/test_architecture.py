"""The house: style, types and layers hold, floors are kept, vendored files are what they claim to be."""

import hashlib
import importlib.metadata
import re
import subprocess
import sysconfig
import tomllib
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.version import Version

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "realtime", "visitors", "agents", "knowledgebase", "chat", "demo")
# The modules that face the outside: one layer above every app's domain.
DOORS = {
    "admin",
    "api",
    "consumers",
    "edge",
    "embed",
    "management",
    "routing",
    "urls",
    "views",
    "templatetags",
}
LONGEST = 340


def run(*command: str) -> None:
    """Run a tool of the virtual environment on the checkout; what it prints is the failure."""
    tool, *arguments = command
    program = Path(sysconfig.get_path("scripts")) / tool
    result = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}{result.stderr}"


class TestTools:
    """What a tool can judge, a tool judges."""

    def test_ruff_finds_nothing(self) -> None:
        run("ruff", "check", ".")

    def test_everything_is_formatted(self) -> None:
        run("ruff", "format", "--check", ".")

    @pytest.mark.timeout(600)  # the first run reads the types of all of Django
    def test_the_types_hold(self) -> None:
        run("mypy", *PACKAGES)

    def test_templates_are_formatted(self) -> None:
        templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
        run("djade", "--target-version", "5.2", "--check", *templates)

    def test_the_layers_hold(self) -> None:
        run("lint-imports")

    def test_scripts_know_every_name_they_use_and_use_what_they_name(self) -> None:
        run("oxlint", "--deny", "correctness", "static")


class TestLayers:
    """What the import contracts cannot say in a few words."""

    def test_no_domain_module_uses_a_door(self) -> None:
        graph = modules()
        wrong = [
            f"{importer} imports {door}"
            for door in sorted(graph.modules)
            if is_door(door)
            for importer in sorted(graph.find_modules_that_directly_import(door))
            if not is_door(importer) and not importer.startswith("config")
        ]
        assert wrong == []

    def test_no_app_uses_the_doors_of_another(self) -> None:
        graph = modules()
        wrong = [
            f"{importer} imports {door}"
            for door in sorted(graph.modules)
            if is_door(door)
            for importer in sorted(graph.find_modules_that_directly_import(door))
            if importer.split(".")[0] not in {"config", door.split(".")[0]}
        ]
        assert wrong == []

    def test_only_realtime_touches_the_groups_of_the_channel_layer(self) -> None:
        wrong = [
            path.relative_to(ROOT)
            for path in python_files()
            if not path.is_relative_to(ROOT / "realtime")
            and re.search(r"\bgroup_(send|add|discard)\b", path.read_text())
        ]
        assert wrong == []

    def test_there_is_no_drawer_for_odds_and_ends(self) -> None:
        drawers = {"services", "utils", "helpers", "common", "misc"}
        assert [path for path in python_files() if drawers & {path.stem, *path.parent.parts}] == []

    def test_no_file_is_a_monster(self) -> None:
        long = {
            str(path.relative_to(ROOT)): lines
            for path in [*python_files(), *own_scripts()]
            if (lines := len(path.read_text().splitlines())) > LONGEST
        }
        assert long == {}


class TestFloors:
    """Versions below these have known holes, or break idle sockets."""

    @pytest.mark.parametrize(
        ("package", "floor", "below"),
        [
            ("daphne", "4.2.3", "5"),  # unbounded frames, header smuggling
            ("django", "5.2.14", "5.3"),  # body and upload limits under ASGI, header spoofing
        ],
    )
    def test_the_floor_is_declared_and_installed(self, package: str, floor: str, below: str) -> None:
        declared = requirements()[package].specifier
        assert Version(floor) in declared
        assert not list(declared.filter(["0.1", "4.2.2" if package == "daphne" else "5.2.13"]))
        assert Version(below) not in declared
        assert Version(importlib.metadata.version(package)) >= Version(floor)

    def test_redis_hosts_are_armed_against_the_traps_of_redis_py(self) -> None:
        from config import environment

        for host in environment.redis("redis://127.0.0.1:6379/0")["default"]["CONFIG"]["hosts"]:
            assert host["socket_timeout"] >= 30  # 8.x ends idle reads after 5 s
            assert host["max_connections"] >= 1000  # 8.x raises above 100

    def test_long_lived_sockets_keep_no_database_connection(self) -> None:
        assert settings.DATABASES["default"].get("CONN_MAX_AGE", 0) == 0
        assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")


class TestScripts:
    """Own JavaScript: plain modules that collectstatic can rename and a strict policy allows."""

    def test_every_import_ends_with_its_semicolon(self) -> None:
        pattern = re.compile(r"""^\s*(?:import|export)\b[^;]*?from\s+["'][^"']+["'](?!;)""", re.MULTILINE)
        assert {
            str(path.relative_to(ROOT)) for path in own_scripts() if pattern.search(path.read_text())
        } == set()

    def test_no_script_makes_html_or_code_from_text(self) -> None:
        pattern = re.compile(
            r"\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|eval|document\.write)\b|new Function\b"
        )
        wrong = {
            f"{path.relative_to(ROOT)}: {match[0]}"
            for path in own_scripts()
            if (match := pattern.search(without_comments(path.read_text())))
        }
        assert wrong == set()

    def test_what_is_exported_is_wanted_elsewhere(self) -> None:
        readers = [*own_scripts(), *python_files(), ROOT / "static/widget/frame.html"]
        readers += [*(ROOT / "templates").rglob("*.html"), *(ROOT / "tests/stories").glob("*.py")]
        words = {path: set(re.findall(r"\w+", path.read_text())) for path in readers}
        exported = re.compile(r"^export (?:async )?(?:const|let|function\*?|class) (\w+)", re.MULTILINE)
        idle = [
            f"{path.relative_to(ROOT)}: {name}"
            for path in own_scripts()
            for name in exported.findall(path.read_text())
            if not any(name in said for other, said in words.items() if other != path)
        ]
        assert idle == []

    def test_nothing_is_called_by_a_word_that_modules_reserve(self) -> None:
        reserved = "await|enum|implements|interface|package|private|protected|public|static|yield"
        named = re.compile(rf"\b(?:const|let|function\*?|class)\s+({reserved})\b")
        wrong = {
            f"{path.relative_to(ROOT)}: {match[1]}"
            for path in own_scripts()
            if (match := named.search(without_comments(path.read_text())))
        }
        assert wrong == set()

    def test_templates_have_no_inline_script_style_or_handler(self) -> None:
        inline = re.compile(
            r"<[a-z][^>]*\s(on[a-z]+|style)\s*=|<(script|style)(?![^>]*\b(src|nonce|type)=)[^>]*>", re.I
        )
        wrong = {
            f"{path.relative_to(ROOT)}: {match[0][:80]}"
            for path in sorted((ROOT / "templates").rglob("*.html"))
            if (match := inline.search(path.read_text()))
        }
        assert wrong == set()

    def test_nothing_is_fetched_from_elsewhere(self) -> None:
        foreign = re.compile(
            r"""(?:src|href|url\(|from|import)\s*[=(]?\s*["']?https?://(?!www\.w3\.org)[\w.-]+"""
        )
        files = [*own_scripts(), *(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css")]
        wrong = {
            f"{path.relative_to(ROOT)}: {match[0]}"
            for path in files
            if (match := foreign.search(path.read_text()))
        }
        assert wrong == set()


class TestVendored:
    """Every vendored file is listed with version, source, licence and checksum."""

    def test_each_file_is_the_one_that_is_listed(self) -> None:
        listed = (ROOT / "static/vendor/README.md").read_text()
        for path in vendored():
            checksum = hashlib.sha256(path.read_bytes()).hexdigest()
            assert f"| `{path.name}` |" in listed
            assert f"sha256 {checksum}  {path.name}" in listed

    def test_each_licence_lies_beside_it(self) -> None:
        assert vendored()
        assert list((ROOT / "static/vendor").glob("*LICENSE*"))


@cache
def modules() -> grimp.ImportGraph:
    """Return which module imports which."""
    return grimp.build_graph(*PACKAGES)


def is_door(module: str) -> bool:
    app, *parts = module.split(".")
    return app != "realtime" and bool(DOORS & set(parts))


def python_files() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]


def own_scripts() -> list[Path]:
    return [path for path in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in path.parts]


def vendored() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / "static/vendor").iterdir())
        if path.suffix in {".js", ".css", ".woff2"}
    ]


def requirements() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {requirement.name: requirement for requirement in map(Requirement, project["dependencies"])}


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", script, flags=re.DOTALL)
