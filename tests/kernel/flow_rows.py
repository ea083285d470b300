"""Random flows of every form that the tables hold, sound or not."""

from typing import Any

from hypothesis import strategies as st

from app.kernel.flows.models import FlowVersion, StepKind
from app.kernel.roles import Duty
from tests.kernel.flow_versions import version_of

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=30).map(
    lambda text: " ".join(text.split())
)
NAME = TEXT.filter(bool)
VALUES = st.one_of(
    st.tuples(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(-999, 999) | TEXT | st.booleans()),
    st.tuples(st.sampled_from(["in", "not in"]), st.lists(TEXT | st.integers(0, 9), max_size=3)),
)
CONDITION = st.none() | st.lists(
    st.tuples(st.sampled_from(["area", "kind", "面积"]), VALUES).map(lambda pair: [pair[0], *pair[1]]),
    min_size=1,
    max_size=3,
)


@st.composite
def versions(draw: st.DrawFn) -> FlowVersion:
    """Return a flow: one start, some steps and an end, and any ways between them."""
    count = draw(st.integers(1, 8))
    nodes = [draw(st.sampled_from([StepKind.TASK, StepKind.DECISION, StepKind.JOIN])) for _ in range(count)]
    steps = [step(draw, n, node) for n, node in enumerate([StepKind.START, *nodes, StepKind.END])]
    sources, targets = st.integers(0, count), st.integers(1, count + 1)
    ways: list[dict[str, Any]] = []
    for source, target in draw(st.lists(st.tuples(sources, targets), min_size=1, max_size=14)):
        ways.append(
            {
                "from_code": f"s{source}",
                "to_code": f"s{target}",
                "label": draw(TEXT),
                "action": draw(st.sampled_from(["go", "review", "send_back"])),
                "condition": draw(CONDITION),
                "needs_reason": draw(st.booleans()),
                "is_default": draw(st.booleans()),
            }
        )
    return version_of(steps, ways, "own", draw(NAME))


def step(draw: st.DrawFn, number: int, node: StepKind) -> dict[str, Any]:
    """Return the row of a step."""
    works = node in (StepKind.TASK, StepKind.DECISION)
    return {
        "code": f"s{number}",
        "name": draw(NAME),
        "node": node.value,
        "duty": draw(st.sampled_from(Duty)).value if works else None,
        "org_scope": draw(st.sampled_from(["own", "parent", "joint"])),
        "limit_value": draw(st.none() | st.integers(1, 400)) if works else None,
        "limit_unit": draw(st.sampled_from(["wd", "cd", "month", "hour"])),
        "min_officers": draw(st.integers(1, 3)),
        "four_eyes_with": draw(st.none() | st.just("s1")),
        "opinion_required": draw(st.booleans()),
        "document_required": draw(st.none() | st.just("notice")),
        "public_name": draw(st.none() | NAME),
        "risk": draw(st.none() | NAME),
        "basis": draw(st.none() | NAME),
        "join_rule": draw(st.sampled_from(["all", "any", "2"])),
    }
