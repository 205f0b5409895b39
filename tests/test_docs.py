"""The documentation is that of this program: what it must name is compared with the code."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from factory import MACHINES
from launch.assets import SCRIPTS, STYLES
from launch.steps import ACCOUNTS, BASE, LOAD, UPGRADE
from rulebook.data import SETTINGS
from store.db import db
from workflow.machine import Machine
from workflow.roles import Role

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CODE = [
    path
    for path in sorted([*ROOT.glob("*.py"), *ROOT.glob("[!.]*/**/*.py")])
    if path.relative_to(ROOT).parts[0] not in ("tests", "static", "var", "build")
]


def named(text: str) -> set[str]:
    """Return the words that a page sets as code: `like_this`."""
    return {
        word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[\w.]+", span)
    }


def first_columns(page: str) -> list[list[str]]:
    """Return the cells of every table row of a page."""
    rows = (line for line in page.splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def read(name: str) -> str:
    return (DOCS / name).read_text()


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.kind)
def test_every_state_and_step_has_its_row(machine: Machine) -> None:
    rows = first_columns(read(f"rules/{machine.kind}-process.md"))
    first = [row[0].strip("`") for row in rows]
    assert not set(machine.states) - set(first)
    assert not {step.action for step in machine.steps} - set(first)
    for row in rows:
        if row[0].strip("`") in machine.states and len(row) == 5:
            state = machine.states[row[0].strip("`")]
            assert (row[1], row[2]) == (state.staff_name, state.public_name)


def test_every_step_says_who_takes_it() -> None:
    groups = {"handlers": {"records", "officer", "head"}, "owner": {"representative"}}
    rows = {row[0].strip("`"): row for row in first_columns(read("rules/petition-process.md"))}
    for step in MACHINES["petition"].steps:
        who = {word.strip() for word in rows[step.action][1].split(",")}
        roles = set().union(*(groups.get(word, {word}) for word in who))
        assert roles == {str(role) for role in step.roles}, step.action


@pytest.mark.parametrize("page", ["rules/petition-process.md", "glossary.md"])
def test_every_role_is_named(page: str) -> None:
    assert not {str(role) for role in Role} - named(read(page))


def test_every_dated_setting_is_explained() -> None:
    pages = "".join(path.read_text() for path in (DOCS / "rules").glob("*.md"))
    assert not {setting.key for setting in SETTINGS} - named(pages)


def environment(source: str) -> set[str]:
    """Return the settings that a source reads from the environment."""
    return set(re.findall(r"(?:env|environ)(?:\.get\(|\[)\s*[\"']([A-Z_]+)[\"']", source))


def test_every_setting_of_the_environment_is_explained() -> None:
    settings = environment((ROOT / "config.py").read_text())
    assert {"SECRET_KEY", "DATABASE_URL", "MAIL_URL"} <= settings
    assert not settings - named(read("operations.md"))


def test_examples_of_an_installation_set_what_is_read() -> None:
    """Units and containers; a container gets every setting, not only those with a default."""
    known = environment((ROOT / "config.py").read_text()) | {"POSTGRES_PASSWORD"}
    compose = (ROOT / "compose.yaml").read_text()
    example = (ROOT / "deploy/systemd/env.example").read_text()
    set_there = {*re.findall(r"\$\{([A-Z_]+)", compose), *re.findall(r"(?m)^([A-Z_]+)=", example)}
    assert "TRUSTED_PROXIES" in set_there
    assert not set_there - known
    assert "env_file: [.env]" in compose


def test_every_command_that_is_named_is_there(app: Flask) -> None:
    """What an operator is told to type, and what containers and the launcher call."""
    pages = [*DOCS.rglob("*.md"), ROOT / "Makefile", ROOT / "compose.yaml"]
    told = [
        words
        for page in pages
        for words in re.findall(r"flask --app wsgi (\w+ [a-z-]+)", page.read_text())
    ]
    context = click.Context(app.cli)
    for words in {*told, UPGRADE, BASE, LOAD, ACCOUNTS}:
        group, name = words.split()
        found = app.cli.get_command(context, group)
        assert isinstance(found, click.Group), words
        assert found.get_command(context, name), words
    assert len(told) > 8


def test_every_table_has_a_word(app: Flask) -> None:
    words = named(read("glossary.md"))
    assert not set(db.metadata.tables) - words
    assert not {state for one in MACHINES.values() for state in one.states} - words
    assert not {step.action for one in MACHINES.values() for step in one.steps} - words


def test_the_architecture_names_every_table_and_package(app: Flask) -> None:
    page = read("architecture.md")
    tables = page.split("\n## Tables\n", 1)[1].split("\n## ", 1)[0]
    first = " ".join(row[0] for row in first_columns(tables))
    assert not set(db.metadata.tables) - named(tables)
    assert not named(first) - set(db.metadata.tables)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(re.findall(r"(?m)^\| `(\w+)/` \|", page))


def test_a_decision_has_a_number_of_its_own() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [page.name.split("-")[0] for page in pages]
    assert len(numbers) == len(set(numbers))
    assert [page.read_text()[2:6] for page in pages] == numbers


def test_the_decision_on_assets_names_each_of_them() -> None:
    page = read("decisions/0022-assets-built-on-the-machine.md")
    built = {*(f"{one}.css" for one in STYLES), *(f"{one}.js" for one in SCRIPTS)}
    assert not {name for name in built if f"`{name}`" not in page}


SECTIONS = {
    "petition": "The petition",
    "conference": "The conference",
    "loan_application": "The loan",
}


def told(page: str, section: str, kind: str) -> list[str]:
    """Return the names that the list of "States" or "Steps" of a section explains, sorted."""
    within = page.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    listed = within.split(f"\n{kind}", 1)[1].split("\n\n", 1)[0]
    return sorted(re.findall(r"`(\w+)` \(", listed))


@pytest.mark.parametrize(("kind", "section"), SECTIONS.items())
def test_the_glossary_lists_each_state_and_step_once(kind: str, section: str) -> None:
    page, machine = read("glossary.md"), MACHINES[kind]
    assert told(page, section, "States") == sorted(machine.states)
    assert told(page, section, "Steps") == sorted(step.action for step in machine.steps)


def test_a_term_has_one_identifier() -> None:
    terms = [row[0] for row in first_columns(read("glossary.md")) if row[0] != "tiếng Việt"]
    terms = [term for term in terms if not set(term) <= {"-"}]
    assert len(terms) == len(set(terms))


def test_pages_that_code_names_exist() -> None:
    wanted = {
        page for path in CODE for page in re.findall(r"docs/[a-z0-9/-]+\.md", path.read_text())
    }
    assert wanted
    assert not {page for page in wanted if not (ROOT / page).exists()}


def test_tests_that_the_rules_name_exist() -> None:
    """A rule that says which test holds it names one that is there."""
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^(?:    )?def (test_\w+)", tests, re.MULTILINE))
    page = (DOCS / "rules" / "loan-scenarios.md").read_text()
    named_there = {name for name in re.findall(r"`(test_\w+)`", page) if not name.endswith("_py")}
    assert len(named_there) > 30
    assert named_there - there == set()


def broken_links(page: Path, text: str) -> set[str]:
    """Return the pages and pictures that a page links to or names, and that do not exist."""
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    beside = {name for name in linked if not (page.parent / name).exists()}
    said = set(re.findall(r"`(docs/[a-z0-9/-]+\.md|tests/[\w/]+\.py|[a-z]+/[\w/]+\.py)`", text))
    return beside | {name for name in said if not (ROOT / name).exists()}


def test_links_lead_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    wrong = {page.name: broken_links(page, page.read_text()) for page in pages}
    assert {name: links for name, links in wrong.items() if links} == {}


def lost_tests(text: str) -> set[str]:
    """Return the tests that a page names in vain; "::" alone is of the file before."""
    lost, file = set(), ""
    for named_file, test in re.findall(r"`(tests/[\w/]+\.py)?::(\w+)`", text):
        file = named_file or file
        if f"def {test}(" not in (ROOT / file).read_text():
            lost.add(f"{file}::{test}")
    return lost


def test_tests_that_pages_name_exist() -> None:
    named_by = {page.name: lost_tests(page.read_text()) for page in DOCS.rglob("*.md")}
    assert {page: tests for page, tests in named_by.items() if tests} == {}


def test_what_is_missing_is_seen() -> None:
    assert lost_tests("`tests/test_docs.py::named` `::lost_tests`") == set()
    assert lost_tests("`tests/test_docs.py::gone`") == {"tests/test_docs.py::gone"}
    assert named("a `dossier` of `x.y, z`") == {"dossier", "x.y", "z"}
    assert told("## A\n\nSteps: `a` (x), `a` (x).\n\n`b` (y)", "A", "Steps") == ["a", "a"]
    assert environment('env.get("A_B", "")  os.environ["C"]') == {"A_B", "C"}
    page = DOCS / "architecture.md"
    assert broken_links(page, "[x](lost.md) `docs/rules/lost.md` [y](glossary.md)") == {
        "lost.md",
        "docs/rules/lost.md",
    }
    assert first_columns("| `a` | b |\n|---|---|") == [["`a`", "b"], ["---", "---"]]
