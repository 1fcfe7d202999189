"""Runs the whole suite twice in one command: on SQLite in one process, then on PostgreSQL and Redis.

One pytest process cannot hold both databases. This plugin is loaded before Django's settings: it sets
the environment of its leg, and after the SQLite leg it runs pytest once more in a child process with
the same arguments on the other leg. ``--leg`` chooses one of them.

Within a leg pytest-xdist shares the test files among worker processes; one of them gets all stories, from the
start, and the others step back for it. Each has a data folder, a database and a Redis of its own: what is published
on one Redis is heard by everybody on it.
"""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling
from xdist.workermanage import WorkerController

from config.environment import VARIABLES
from tests import services

NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL + Redis"}
COUNTED = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
TALLY_FILE = "VISAVIS_TEST_TALLY"
WORKER = "PYTEST_XDIST_WORKER"
# More of them gain nothing: the longest files are what is waited for then.
MOST_WORKERS = 4
STORIES = "tests/stories/"
STEP_BACK = 5
tally_key = pytest.StashKey[dict[str, int]]()
about_key = pytest.StashKey[str]()

Tally = dict[str, int]


def in_ci() -> bool:
    """Return whether what cannot run is a failure rather than a line of text."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def loud(line: str) -> str:
    """Return a line nobody overlooks."""
    return f"{'!' * 8} {line} {'!' * 8}"


def joined(codes: Sequence[int]) -> int:
    """Return one exit code for both legs; a leg that had nothing to run does no harm beside one that had."""
    failures = [
        code for code in codes if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    ]
    return int(failures[0] if failures else min(codes))


def sentence(tally: Tally) -> str:
    """Return the counts of a leg in words."""
    return ", ".join(f"{tally[name]} {name}" for name in COUNTED if tally.get(name)) or "nothing to run"


def left_out(reports: Iterable[Any]) -> list[str]:
    """Return once each why tests were left out."""
    reasons = {str(report.longrepr[-1]).removeprefix("Skipped: ") for report in reports}
    return sorted(reason for reason in reasons if reason.startswith("left out"))


def arguments_of_child(arguments: Sequence[str], seed: object) -> list[str]:
    """Return the same selection for the other leg, in the same random order and with its own cache."""
    rest = list(arguments)
    while "--leg" in rest:
        at = rest.index("--leg")
        del rest[at : at + 2]
    rest = [argument for argument in rest if not argument.startswith("--leg=")]
    order = [] if seed is None else [f"--randomly-seed={seed}"]
    return [*rest, *order, "--leg=postgres", "-o", "cache_dir=.pytest_cache/postgres"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("legs").addoption(
        "--leg",
        choices=["both", *NAMES],
        default="both",
        help="databases to run on (default: both, one after the other)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many workers a run is worth: none for a few files, nor on a Redis that all would share."""
    few_files = all(argument.partition("::")[0].endswith(".py") for argument in config.args)
    shared = config.option.leg == "postgres" and _given("TEST_REDIS_URL")
    return 0 if few_files or shared else min(os.cpu_count() or 1, MOST_WORKERS)


class Shares(LoadFileScheduling):
    """A file to a worker, and all stories to one: two browsers at once would only wait for each other.

    They take longest, so they begin first. Their worker gets nothing else: where Playwright's synchronous
    API is alive, Django refuses the ORM.
    """

    def _split_scope(self, nodeid: str) -> str:
        return STORIES if nodeid.startswith(STORIES) else str(super()._split_scope(nodeid))

    def _assign_work_unit(self, node: WorkerController) -> None:
        if STORIES in self.workqueue and len(self.nodes) > 1 and not self.assigned_work[node]:
            self.workqueue.move_to_end(STORIES, last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        if STORIES not in self.assigned_work[node]:
            super()._reschedule(node)
        elif not node.shutting_down:
            node.shutdown()  # when it has told all stories


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:
    """Return how the tests of a leg are shared."""
    return Shares(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # As a wrapper this runs before pytest-django reads the settings.
    leg = early_config.known_args_namespace.leg
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    atexit.register(stack.close)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not (early_config.known_args_namespace.help or early_config.known_args_namespace.version):
        early_config.stash[about_key] = _enter(leg, stack)
    return (yield)


def pytest_report_header(config: pytest.Config) -> str:
    return f"leg: {config.stash[about_key]}" if about_key in config.stash else ""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    foreign = ("static", "one_process") if config.option.leg == "postgres" else ("several_processes",)
    elsewhere = [item for item in items if any(item.get_closest_marker(name) for name in foreign)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


def pytest_runtest_logstart(nodeid: str) -> None:
    # Stories look at the clock. A worker that runs beside theirs steps back, so that they have their time.
    if WORKER in os.environ and not nodeid.startswith(STORIES) and os.nice(0) < STEP_BACK:
        os.nice(STEP_BACK)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    tally = {name: len(terminalreporter.stats.get(name, ())) for name in COUNTED}
    config.stash[tally_key] = tally
    for reason in left_out(terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(loud(reason))
    if path := os.environ.get(TALLY_FILE):
        Path(path).write_text(json.dumps(tally))


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int | None, int | None]:
    first = yield
    if first is None or not _has_second_leg(config, int(first)):
        return first
    tally = config.stash.get(tally_key, {})
    second, outcome = _run_other_leg(config)
    print(f"\n{NAMES['sqlite']}: {sentence(tally)}\n{NAMES['postgres']}: {outcome}", flush=True)
    return joined([int(first), second])


def _has_second_leg(config: pytest.Config, first: int) -> bool:
    option = config.option
    is_worker = hasattr(config, "workerinput")
    only_asks = option.help or option.version or option.collectonly or option.showfixtures or option.markers
    stops_early = first == pytest.ExitCode.TESTS_FAILED and option.maxfail
    went_through = first in (
        pytest.ExitCode.OK,
        pytest.ExitCode.TESTS_FAILED,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    )
    return option.leg == "both" and went_through and not (is_worker or only_asks or stops_early)


def _run_other_leg(config: pytest.Config) -> tuple[int, str]:
    """Return the exit code of the PostgreSQL leg and its counts in words."""
    if missing := _missing():
        reason = "; ".join(missing)
        print("\n" + loud(f"the {NAMES['postgres']} leg is left out: {reason}"), flush=True)
        code = pytest.ExitCode.TESTS_FAILED if in_ci() else pytest.ExitCode.NO_TESTS_COLLECTED
        return int(code), f"left out: {reason}"
    seed = getattr(config.option, "randomly_seed", None)
    arguments = arguments_of_child(config.invocation_params.args, seed)
    with tempfile.TemporaryDirectory(prefix="visavis-tally-") as folder:
        tally = Path(folder) / "tally.json"
        child = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=config.invocation_params.dir,
            env=os.environ | {TALLY_FILE: str(tally)},
            preexec_fn=services.die_with_parent(signal.SIGTERM),
        )
        code = _await(child)
        outcome = (
            sentence(json.loads(tally.read_text())) if tally.exists() else f"broke off with exit code {code}"
        )
    return code, outcome


def _await(child: subprocess.Popen[bytes]) -> int:
    """Return the child's exit code; when we are told to stop, wait until it has torn down its services."""
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the terminal told the child as well
            continue


def _enter(leg: str, stack: ExitStack) -> str:
    """Set the environment of a leg and return what it runs on."""
    inherited = os.environ.get("DATABASE_URL") if WORKER in os.environ else None
    for variable in VARIABLES:
        os.environ.pop(variable.name, None)
    folder = Path(tempfile.mkdtemp(prefix="visavis-tests-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"DATA_DIR": str(folder), "DEMO": "1"}
    if leg != "postgres":
        return "SQLite, one process"
    cluster = (inherited, "that of the run") if inherited else _given("TEST_DATABASE_URL")
    database, about_database = cluster or _started_postgres(stack)
    redis, about_redis = _given("TEST_REDIS_URL") or _started_redis(stack)
    os.environ |= {"DATABASE_URL": database, "REDIS_URL": redis}
    return f"{about_database} + {about_redis}"


def _missing() -> list[str]:
    both_given = _given("TEST_DATABASE_URL") and _given("TEST_REDIS_URL")
    return [] if both_given else services.missing()


def _given(name: str) -> tuple[str, str] | None:
    value = os.environ.get(name)
    return (value, f"{name} as given") if value else None


def _started_postgres(stack: ExitStack) -> tuple[str, str]:
    server = services.Postgres()
    stack.callback(server.close)
    server.start()
    return server.url(), f"PostgreSQL {server.version}"


def _started_redis(stack: ExitStack) -> tuple[str, str]:
    server = services.Redis()
    stack.callback(server.close)
    server.start()
    return server.url, f"Valkey {server.version}"
