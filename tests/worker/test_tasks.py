"""Every task that anything asks for exists, and tasks take what they are sent."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from celery import Celery

from factory import MACHINES
from worker.schedule import ENTRIES

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(path.stem for path in (ROOT / "worker" / "tasks").glob("[a-z]*.py"))
SCHEDULED = {entry.task for entry in ENTRIES}
STEPS = {task for machine in MACHINES.values() for step in machine.steps for task in step.then}


@pytest.fixture(scope="module")
def tasks() -> dict[str, object]:
    for name in MODULES:
        import_module(f"worker.tasks.{name}")
    with Celery("registry", set_as_current=False) as celery:
        celery.finalize()
        return {name: task for name, task in celery.tasks.items() if "celery." not in name}


def asked_for() -> Iterator[str]:
    """Yield every name that the product's code gives to `enqueue`."""
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] in (".venv", "tests", "var", "assets", "build"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=func, args=[_, ast.Constant(value=name), *_]):
                    if ast.unparse(func).endswith("enqueue"):
                        yield str(name)


def test_whatever_is_asked_for_is_a_task(tasks: dict[str, object]) -> None:
    wanted = set(asked_for())
    assert {"notices.tell_owner", "notices.send_mail", "accounts.mail_link"} <= wanted
    assert wanted | STEPS | SCHEDULED == set(tasks)


def test_a_task_is_named_after_its_module_and_function(tasks: dict[str, object]) -> None:
    for name, task in tasks.items():
        run = task.run  # type: ignore[attr-defined]
        assert f"{run.__module__}.{run.__name__}" == f"worker.tasks.{name}"


def test_tasks_take_what_they_are_sent(tasks: dict[str, object]) -> None:
    for names, wanted in ((STEPS, ["dossier_id", "event_id"]), (SCHEDULED, [])):
        for name in names:
            run = tasks[name].run  # type: ignore[attr-defined]
            assert list(inspect.signature(run).parameters) == wanted, name


def test_the_worker_loads_every_module() -> None:
    source = (ROOT / "worker" / "app.py").read_text()
    (listed,) = [
        node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TASKS"
    ]
    assert sorted(ast.literal_eval(listed)) == MODULES
