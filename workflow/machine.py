"""The grammar of every process: states, steps, who may take them, what they need, what follows.

A process is a table. A table with a hole in it fails on import, not when a user falls in.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from workflow.refusal import Refusal
from workflow.roles import Role

Facts = Mapping[str, object]
"""What a guard may ask about: named values that the action gathered."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who is away, with unit and name. `is_head`: what lies with the whole unit is meant."""

    account_id: int
    unit_id: int | None
    name: str
    is_head: bool = False

    def covers(self, unit_id: int | None, officer_id: int | None) -> bool:
        """Return whether what lies with a unit and an officer is that of who is away."""
        return officer_id == self.account_id or (self.is_head and unit_id == self.unit_id)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account's id (None for the system), the role, the name as it was then, and for
    whom it stands in on that day.
    """

    id: int | None
    role: Role
    name: str
    stands_for: tuple[StandIn, ...] = ()

    def name_on(self, unit_id: int | None, officer_id: int | None) -> str:
        """Return the name under which it acts on what lies there: "Dũng (thay Hạnh)"."""
        if officer_id == self.id:
            return self.name
        away = next((s for s in self.stands_for if s.covers(unit_id, officer_id)), None)
        return f"{self.name} (thay {away.name})" if away else self.name


SYSTEM_ACTOR = Actor(id=None, role=Role.SYSTEM, name="Hệ thống")


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the facts. `holds` decides; `text` tells the person who is refused why."""

    name: str
    holds: Callable[[Facts], bool]
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """A state: the name that staff read, the name that outsiders read, a tone for its tag.

    tone: "new", "progress", "waiting", "done" or "refused". In a settled state nobody owes
    anything any more; a final one cannot be left.
    """

    staff_name: str
    public_name: str
    tone: str
    is_settled: bool = False
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One move. `sources` is empty for the step that opens a dossier; `target` None stays."""

    action: str
    sources: tuple[str, ...]
    target: str | None
    roles: frozenset[Role]
    then: tuple[str, ...]
    guards: tuple[Guard, ...]
    needs: tuple[str, ...]
    audience: str


def row(  # one row of a process table, written as a line
    action: str,
    source: str,
    target: str,
    roles: AbstractSet[Role],
    *then: str,
    guards: tuple[Guard, ...] = (),
    needs: str = "",
    audience: str = "owner",
) -> Step:
    """Return a step. `source` lists states; target "=" stays; `needs` lists note, code, document.

    `audience` says who reads the event: "owner" (the cooperative and staff) or "staff".
    """
    return Step(
        action=action,
        sources=tuple(source.split()),
        target=None if target == "=" else target,
        roles=frozenset(roles),
        then=then,
        guards=guards,
        needs=tuple(needs.split()),
        audience=audience,
    )


@dataclass(frozen=True, slots=True)
class Machine:
    """A whole process: its kind, its states, its steps and the words for its actions."""

    kind: str
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    verbs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {s.target for s in self.steps if s.target}
        named |= {source for s in self.steps for source in s.sources}
        if named != set(self.states):
            raise ValueError(f"{self.kind}: steps and states differ by {named ^ set(self.states)}")
        moves = [(s.action, source) for s in self.steps for source in s.sources or ("",)]
        if len(moves) != len(set(moves)):
            raise ValueError(f"{self.kind}: two steps share an action and a source")
        if unreached := set(self.states) - self._reached():
            raise ValueError(f"{self.kind}: nothing leads to {unreached}")
        if unnamed := {s.action for s in self.steps} - set(self.verbs):
            raise ValueError(f"{self.kind}: no words for {unnamed}")
        if silent := [s.action for s in self.steps if not s.roles]:
            raise ValueError(f"{self.kind}: nobody may {silent}")
        for name, state in self.states.items():
            leaves = any(name in s.sources and s.target not in (None, name) for s in self.steps)
            if leaves == state.is_final:
                raise ValueError(f"{self.kind}: {name} is final, or can be left, not both")

    def _reached(self) -> set[str]:
        reached = {s.target for s in self.steps if not s.sources and s.target}
        while True:
            more = {s.target for s in self.steps if s.target and reached & set(s.sources)} - reached
            if not more:
                return reached
            reached |= more

    def step(self, state: str | None, action: str, role: Role) -> Step:
        """Return the step that `role` takes from `state` (None: the dossier is being opened).

        Raises:
            Refusal: this state has no such action ("state"), or not for this role ("role").
        """
        for step in self.steps:
            fits = state in step.sources if state is not None else not step.sources
            if step.action == action and fits:
                if role in step.roles:
                    return step
                raise Refusal("role", "Vai trò của đồng chí không được làm việc này.")
        label = self.states[state].staff_name if state else "chưa gửi"
        verb = self.verbs.get(action, action)
        raise Refusal("state", f"Hồ sơ đang ở trạng thái “{label}” nên không thể {verb.lower()}.")

    def check(self, step: Step, facts: Facts, note: str) -> None:
        """Refuse where a guard does not hold or the step needs a note that is missing."""
        for guard in step.guards:
            if not guard.holds(facts):
                raise Refusal(guard.name, guard.text)
        if "note" in step.needs and not note.strip():
            raise Refusal("note", "Cần ghi rõ lý do hoặc nội dung.", field="note")
        for needed in step.needs:
            if needed != "note" and not facts.get(needed):
                raise Refusal(needed, "Còn thiếu thông tin bắt buộc của bước này.", field=needed)

    def open_to(self, state: str, role: Role) -> list[str]:
        """Return the actions that `role` may take from `state`, in the table's order."""
        return [s.action for s in self.steps if state in s.sources and role in s.roles]
