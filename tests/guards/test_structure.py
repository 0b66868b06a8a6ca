"""Who may use whom, how long things may grow, and what may stand where."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest

from portal import FEATURES
from tests.guards.source import ROOT, calls, imports, module_of, texts, trees

PRODUCT = ("config/", "tenants/", "portal/", "worker.py")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_TEST = 50
"""A table of expectations reads better whole."""

COMMITTERS = {
    "portal/gate.py": "every request",
    "portal/runner.py": "every job",
    "portal/limits.py": "what was tried counts although the request fails",
    "portal/accounts/sessions.py": "that somebody was seen is written down while they read",
    "portal/accounts/signing_in.py": "a wrong code counts although the request fails",
    "portal/house/claiming.py": "a wrong code counts although the request fails",
    "portal/commands.py": "a command line is a way in of its own",
    "portal/operating/looking.py": "the operator's page belongs to no network",
    "portal/demo/commands.py": "a command line is a way in of its own",
    "portal/imports/direct.py": "the import of the command line, in three steps",
}
MARKUP = {
    "portal/pages.py": "plain text into paragraphs, every line escaped",
    "portal/feeds/marking.py": "data in JSON, every sign that could end it written as a number",
    "portal/groups/views.py": "room in a kept page for what differs",
    "config/local/mailbox/page.py": "links in a mail, every part escaped",
}
ONLY = {
    "rq": {"worker.py", "portal/runner.py"},
    "smtplib": {"portal/mail.py", "portal/courier.py"},
    "stripe": {"portal/fees/gateway.py"},
}


def room(module: str) -> int:
    """How late a module comes: config, tenants, kernel, each feature in its order, the worker."""
    parts = module.split(".")
    if parts[0] in ("config", "tenants"):
        return ("config", "tenants").index(parts[0])
    if parts[0] == "worker":
        return 3 + len(FEATURES)
    return 3 + FEATURES.index(parts[1]) if len(parts) > 1 and parts[1] in FEATURES else 2


def forbidden_imports(module: str, tree: ast.AST) -> list[str]:
    """Imports of later rooms, and of the private rooms of other features."""
    found = []
    for name in imports(tree):
        parts = name.split(".")
        if parts[0] not in ("config", "tenants", "portal", "worker", "tests", "bench"):
            continue
        own = module.split(".")[:2] == parts[:2]
        private = len(parts) > 2 and parts[1] in FEATURES and parts[2].endswith(("views", "forms", "feature"))
        if parts[0] in ("tests", "bench") or room(name) > room(module) or (private and not own):
            found.append(f"{module} imports {name}")
    return sorted(found)


def test_rooms_use_only_earlier_rooms() -> None:
    assert [line for name, tree in trees(*PRODUCT) for line in forbidden_imports(module_of(name), tree)] == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("config.settings", "import tenants.scope"),
        ("tenants.scope", "from portal import clock"),
        ("portal.gate", "from portal.groups.models import Group"),
        ("portal.accounts.actions", "from portal.groups.models import Group"),
        ("portal.stewardship.views", "from portal.groups.views import bp"),
        ("portal.stewardship.views", "from portal.groups import forms"),
        ("portal.pages", "def late():\n    from portal.accounts import models"),
        ("portal.mail", "from tests.sink import Sink"),
    ],
)
def test_a_forbidden_import_is_seen(module: str, line: str) -> None:
    assert len(forbidden_imports(module, ast.parse(line))) == 1


def test_every_feature_is_in_the_order() -> None:
    folders = {path.parent.name for path in ROOT.glob("portal/*/feature.py")}
    assert folders == set(FEATURES)


def users(wanted: Callable[[ast.Module], object], *within: str) -> set[str]:
    """Files in which something is found."""
    return {name for name, tree in trees(*within) if wanted(tree)}


def test_one_place_makes_engines() -> None:
    assert users(lambda tree: calls(tree, "create_engine"), *PRODUCT) == {"tenants/scope.py"}


@pytest.mark.parametrize("package", ONLY)
def test_a_package_stays_behind_its_own_file(package: str) -> None:
    def found(tree: ast.Module) -> bool:
        return any(name.split(".")[0] == package for name in imports(tree))

    assert users(found, *PRODUCT) == ONLY[package]


@pytest.mark.parametrize(("name", "listed"), [("commit", COMMITTERS), ("Markup", MARKUP)])
def test_what_needs_a_reason_stands_in_the_list(name: str, listed: dict[str, str]) -> None:
    assert users(lambda tree: calls(tree, name), *PRODUCT) == set(listed)


def test_calls_are_seen() -> None:
    tree = ast.parse("with db as own:\n    own.session.commit()\nMarkup('<p>')\nmarkupsafe.Markup(x)")
    assert [len(calls(tree, name)) for name in ("commit", "Markup", "create_engine")] == [1, 2, 0]


def own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without those of the functions inside it."""
    nested = [child for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)]
    return span(node) - sum(span(child) for child in nested)


def span(node: ast.stmt) -> int:
    """Lines from the first to the last."""
    return (node.end_lineno or 0) - node.lineno + 1


def too_long(name: str, text: str) -> list[str]:
    """Files and functions above the ceiling."""
    lines = len(text.splitlines())
    found = [f"{name}: {lines} lines"] if lines > LONGEST_FILE else []
    if name.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = own_lines(node)
                most = LONGEST_TEST if node.name.startswith("test_") else LONGEST_FUNCTION
                found += [f"{name}: {node.name} has {length} lines"] if length > most else []
    return found


def test_files_and_functions_stay_short() -> None:
    """Left out: migrations, which are lists of columns and never change again."""
    found = texts(".py", ".html", ".css", ".js")
    assert [line for name, text in found if "/migrations/" not in name for line in too_long(name, text)] == []


def test_a_long_file_and_a_long_function_are_seen() -> None:
    function = "def f():\n" + "    pass\n" * LONGEST_FUNCTION
    assert too_long("a.py", function) == ["a.py: f has 41 lines"]
    assert too_long("a.css", "a {}\n" * 301) == ["a.css: 301 lines"]
    assert too_long("a.py", "def f():\n" + "    pass\n" * (LONGEST_FUNCTION - 1)) == []


def composed_sql(tree: ast.AST) -> list[int]:
    """Lines where SQL is put together from pieces of text instead of bound parameters."""
    found = []
    for call in (*calls(tree, "text"), *calls(tree, "exec_driver_sql")):
        first = call.args[0] if call.args else None
        formatted = isinstance(first, ast.Call) and getattr(first.func, "attr", "") in ("format", "join")
        if isinstance(first, ast.JoinedStr | ast.BinOp) or formatted:
            found.append(call.lineno)
    return found


def test_sql_is_not_put_together() -> None:
    assert [(name, lines) for name, tree in trees(*PRODUCT) if (lines := composed_sql(tree))] == []


@pytest.mark.parametrize("argument", ['f"where {x}"', '"a = %s" % x', '"a = " + x', '"a = {}".format(x)'])
def test_composed_sql_is_seen(argument: str) -> None:
    assert composed_sql(ast.parse(f"db.execute(sa.text({argument}))")) == [1]
    assert composed_sql(ast.parse('db.execute(text("select :x"), {"x": x})')) == []


def test_nothing_is_printed() -> None:
    assert users(lambda tree: calls(tree, "print"), "tenants/", "portal/", "worker.py") == set()


REGISTRIES = ("[p]ypi", "[p]ythonhosted", "[n]pmjs", "[u]npkg", "[j]sdelivr", "[c]dnjs", "[c]rates.io")
UNWANTED = {
    "a note to oneself": re.compile(r"\b([T]ODO|[F]IXME|[X]XX)\b"),
    "a package registry": re.compile(rf"\b({'|'.join(REGISTRIES)})\b", re.IGNORECASE),
    "a path of one machine": re.compile(r"(?<![\w./<}-])/([w]ork|[h]ome|[r]oot|[U]sers)/\w"),
}
UNESCAPED = re.compile(r"[|]\s*[s]afe\b|[a]utoescape\s+false")
KINDS = (".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".json", ".env", ".cfg", ".in", ".csv", "")


def unwanted(text: str) -> list[str]:
    """What stands in a file and must not."""
    return [f"{what}: {found[0]}" for what, pattern in UNWANTED.items() if (found := pattern.search(text))]


def test_no_file_holds_what_must_not_be_there() -> None:
    assert {name: found for name, text in texts(*KINDS) if (found := unwanted(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        *("# T_ODO later", "// F_IXME", "https://py_pi.org/simple", "cdn.js_delivr.net"),
        *("open('/h_ome/ada/notes')", "cd /w_ork/main"),
    ],
)
def test_what_must_not_be_there_is_seen(text: str) -> None:
    assert len(unwanted(text.replace("_", ""))) == 1
    assert unwanted("safely at /healthz, see the to-do list, </option>") == []


def test_nothing_goes_around_the_escaping_of_templates() -> None:
    found = texts(".html", ".txt", ".py", within=(*PRODUCT, "templates/"))
    assert [name for name, text in found if UNESCAPED.search(text)] == []
    assert UNESCAPED.search("{{ name |safe }}") and UNESCAPED.search("{% autoescape false %}")
