"""The steps of what colleagues are asked to do on a dossier. Source: docs/rules/subtasks.md."""

from workflow.machine import Facts, Guard, Step, row
from workflow.roles import Role

HANDLERS = {Role.RECORDS, Role.OFFICER, Role.HEAD, Role.LEADER}
VERBS = {
    "ask_colleague": "Nhờ đồng nghiệp",
    "finish_task": "Đồng nghiệp làm xong",
    "waive_task": "Bỏ việc đã nhờ",
}
STATUSES = {
    "open": ("progress", "Đang làm"),
    "done": ("done", "Đã xong"),
    "waived": ("refused", "Không cần nữa"),
}


def _nothing_open(facts: Facts) -> bool:
    return not facts.get("open_tasks")


TASKS_DONE = Guard(
    "tasks",
    _nothing_open,
    "Còn việc nhờ đồng nghiệp chưa xong. Chờ làm xong, hoặc bỏ việc đó và ghi lý do.",
)


def task_rows(asked_in: str, ended_in: str) -> tuple[Step, ...]:
    """Return the steps for a machine: asked in some states, ended in more; no state changes."""
    told = "notices.tell_named"
    return (
        row("ask_colleague", asked_in, "=", HANDLERS, told, needs="note", audience="staff"),
        row("finish_task", ended_in, "=", HANDLERS, told, needs="note", audience="staff"),
        row("waive_task", ended_in, "=", HANDLERS, told, needs="note", audience="staff"),
    )
