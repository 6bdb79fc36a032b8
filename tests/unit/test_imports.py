"""The import rule of the design: the core does no I/O and knows no clock; layers import downwards only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "calsync"
CORE = ("model", "errors", "folding", "digests", "kept", "seek", "ical", "detect", "playbook", "reconcile")
EDGE = (
    "stores", "ledger", "apply", "config", "settings", "paths", "credentials", "oauth", "schedule", "report",
)  # fmt: skip

FORBIDDEN_IN_CORE = {
    "caldav", "sqlite3", "keyring", "http", "urllib.request", "socket", "ssl", "requests", "httpx",
    "subprocess", "random", "secrets", "locale", "platformdirs", "os", "time", "getpass", "logging.handlers",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
RANDOM = {"uuid1", "uuid4", "urandom", "getenv", "tzlocal"}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def layer(dotted: str) -> str:
    """The part of calsync a dotted name belongs to: ``calsync.stores.files`` is in ``stores``."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def dotted(path: Path) -> str:
    parts = ("calsync", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under ``if TYPE_CHECKING``: what only the type checker sees binds nobody."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from runtime_nodes(node)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in runtime_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def of_layers(*layers: str) -> list[Path]:
    return [path for path in modules() if layer(dotted(path)) in layers]


@pytest.mark.parametrize("path", of_layers(*CORE), ids=dotted)
def test_the_core_imports_no_io_library(path: Path) -> None:
    assert not {name for name in imported(path) if within(name, FORBIDDEN_IN_CORE)}


@pytest.mark.parametrize("path", of_layers(*CORE), ids=dotted)
def test_the_core_imports_the_core_alone(path: Path) -> None:
    ours = {name for name in imported(path) if name.startswith("calsync.")}
    assert {layer(name) for name in ours} <= set(CORE)


@pytest.mark.parametrize("path", of_layers(*CORE), ids=dotted)
def test_the_core_reads_no_clock_environment_or_random_source(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert (owner, node.attr) not in CLOCKS, f"{path}:{node.lineno}"
            assert node.attr not in RANDOM | {"environ"}, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", [path for path in modules() if layer(dotted(path)) != "ical"], ids=dotted)
def test_only_ical_imports_the_calendar_libraries(path: Path) -> None:
    assert not {name for name in imported(path) if within(name, {"icalendar", "recurring_ical_events"})}


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ((*CORE, *EDGE), ("app", "cli")),
        (("app",), ("cli",)),
        (("stores", "ledger", "config", "settings", "paths"), ("apply",)),
        (("stores",), ("ledger", "config")),
    ],
    ids="+".join,
)
def test_imports_point_one_way(lower: tuple[str, ...], upper: tuple[str, ...]) -> None:
    wrong = {
        f"{dotted(path)} imports {name}"
        for path in of_layers(*lower)
        for name in imported(path)
        if name.startswith("calsync.") and layer(name) in upper
    }
    assert not wrong


def test_nothing_below_the_command_line_prints() -> None:
    for path in modules():
        if layer(dotted(path)) == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id == "print"), f"{path}:{node.lineno}"
