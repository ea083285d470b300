"""Cases on their way along template flows, for the tests of the engine."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from app.kernel.act import Act
from app.kernel.flows.checks import create_flow, edit_flow
from app.kernel.flows.engine import start_flow
from app.kernel.flows.models import FlowVersion, StepKind, StepVisit
from app.kernel.flows.templates import write_templates
from app.kernel.places import Organisation, Post, PostHolder
from app.kernel.roles import Duty
from tests.world import World

MONDAY = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)

Acting = Callable[..., Act]


def a_subject(world: World) -> Organisation:
    """Return a row that flows and clocks can be about; the kernel knows no cases."""
    return world.organisation("gulou-health")


def template(acting_as: Acting, code: str) -> FlowVersion:
    """Return the published version of a template."""
    return write_templates(acting_as(None))[code]


def started(acting_as: Acting, world: World, code: str, **more: object) -> Organisation:
    """Return a subject that has been sent along a template at the urban management office of Gulou."""
    version = template(acting_as, code)
    subject = a_subject(world)
    start_flow(acting_as("window"), subject, version, world.organisation("gulou-urban").id, **more)  # type: ignore[arg-type]
    return subject


def give_post(world: World, short: str, organisation: str, duty: Duty, deputy: bool = False) -> None:
    """Let an official hold a further post."""
    home, official = world.organisation(organisation), world.official(short)
    post = Post(county=home.county, organisation_id=home.id, name=f"{home.name}-{duty}", duty=duty)
    world.session.add(post)
    world.session.flush()
    world.session.add(
        PostHolder(
            county=home.county, post_id=post.id, official_id=official.id, from_on=date(2020, 1, 1), deputy=deputy
        )
    )
    world.session.flush()


def codes(visits: list[StepVisit] | tuple[StepVisit, ...]) -> list[str]:
    """Return the step codes of visits."""
    return [visit.step_code for visit in visits]


def draft(acting_as: Acting, steps: list[dict[str, object]], ways: list[dict[str, object]]) -> FlowVersion:
    """Return a draft of a flow with these rows."""
    act = acting_as(None)
    version = create_flow(act, f"own-{len(steps)}-{len(ways)}", "自建流程")
    return edit_flow(act, version, steps, ways)


def node(
    code: str, kind: StepKind = StepKind.TASK, duty: Duty | None = Duty.HANDLER, **more: object
) -> dict[str, object]:
    """Return a row of a step; starts, joins and ends have no duty."""
    works = kind in (StepKind.TASK, StepKind.DECISION)
    limit = {"limit_value": 2} if works else {}
    return {"code": code, "name": f"名{code}", "node": kind, "duty": duty if works else None, **limit, **more}


def way(source: str, target: str, action: str = "review", **more: object) -> dict[str, object]:
    """Return a row of a transition."""
    return {"from_code": source, "to_code": target, "action": action, "label": f"{source}至{target}", **more}


START, END = node("start", StepKind.START), node("end", StepKind.END)
