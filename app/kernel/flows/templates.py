"""The template flows that nearly every power runs along; a power differs by a small table of overrides.

Actions of an approval: accept, review (pass on), send_back, grant, refuse, decide_on_spot, deliver.
Window steps have no limit of their own: the clocks of acceptance (art. 32) and delivery (art. 44)
measure them. Names are data, shown as they stand here; a county may change them in a new version.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.act import CITY, Act
from app.kernel.flows.checks import create_flow, edit_flow, publish_flow
from app.kernel.flows.models import Flow, FlowState, FlowVersion, OrgScope, StepKind
from app.kernel.roles import Duty


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a template."""

    code: str
    name: str
    duty: Duty | None = None
    node: StepKind = StepKind.TASK
    days: int | None = None
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template flow: its steps in order, and its moves as (from, to, action, label, needs reason).

    The first way out of a decision is its default.
    """

    code: str
    name: str
    proceeding: str
    steps: tuple[Step, ...]
    moves: tuple[tuple[str, str, str, str, bool], ...]


START = Step("start", "申请", node=StepKind.START)
END = Step("end", "结束", node=StepKind.END)
WINDOW = Step("accept", "受理", Duty.WINDOW, more=(("public_name", "受理"), ("basis", "行政许可法第三十二条")))
DECIDE = Step(
    "decide",
    "决定",
    Duty.ORGAN_HEAD,
    StepKind.DECISION,
    2,
    (
        ("four_eyes_with", "review"),
        ("public_name", "决定"),
        ("basis", "行政许可法第三十八条"),
        ("opinion_required", False),
    ),
)
DELIVER = Step("deliver", "送达", Duty.WINDOW, more=(("public_name", "送达"), ("basis", "行政许可法第四十四条")))
ENTER = ("start", "accept", "submit", "申请", False)
OUTCOME = (
    ("decide", "deliver", "grant", "准予许可", False),
    ("decide", "deliver", "refuse", "不予许可", True),
    ("deliver", "end", "deliver", "送达", False),
)

TEMPLATES = (
    Template(
        "instant",
        "当场办结",
        "approval",
        (
            START,
            Step("accept", "受理并当场决定", Duty.WINDOW, StepKind.DECISION, 1, (("public_name", "当场办理"),)),
            DELIVER,
            END,
        ),
        (
            ENTER,
            ("accept", "deliver", "decide_on_spot", "当场决定", False),
            ("accept", "deliver", "grant", "当场准予", False),
            ("accept", "deliver", "refuse", "当场不予许可", True),
            ("deliver", "end", "deliver", "送达", False),
        ),
    ),
    Template(
        "one_step",
        "一审一核",
        "approval",
        (
            START,
            WINDOW,
            Step("decide", "决定", Duty.ORGAN_HEAD, StepKind.DECISION, 3, (("public_name", "决定"),)),
            DELIVER,
            END,
        ),
        (ENTER, ("accept", "decide", "accept", "受理", False), *OUTCOME),
    ),
    Template(
        "three_steps",
        "受理—审核—决定",
        "approval",
        (
            START,
            WINDOW,
            Step("review", "审核", Duty.HANDLER, days=3, more=(("opinion_required", True), ("public_name", "审查"))),
            DECIDE,
            DELIVER,
            END,
        ),
        (
            ENTER,
            ("accept", "review", "accept", "受理", False),
            ("review", "decide", "review", "审核通过，报请决定", False),
            ("decide", "review", "send_back", "退回重审", True),
            *OUTCOME,
        ),
    ),
    Template(
        "five_steps_site_check",
        "受理—初审—现场核查—复审—决定",
        "approval",
        (
            START,
            WINDOW,
            Step("review", "初审", Duty.HANDLER, days=2, more=(("opinion_required", True), ("public_name", "审查"))),
            Step(
                "site_check",
                "现场核查",
                Duty.HANDLER,
                days=3,
                more=(
                    ("min_officers", 2),
                    ("opinion_required", True),
                    ("public_name", "现场核查"),
                    ("basis", "行政许可法第三十四条"),
                    ("risk", "核查人员与申请人串通，结论失实"),
                ),
            ),
            Step(
                "second_review",
                "复审",
                Duty.SECTION_HEAD,
                days=2,
                more=(("opinion_required", True), ("four_eyes_with", "review"), ("public_name", "审查")),
            ),
            DECIDE,
            DELIVER,
            END,
        ),
        (
            ENTER,
            ("accept", "review", "accept", "受理", False),
            ("review", "site_check", "review", "初审通过，转现场核查", False),
            ("site_check", "second_review", "review", "核查完毕，报请复审", False),
            ("second_review", "decide", "review", "复审通过，报请决定", False),
            ("second_review", "review", "send_back", "退回初审", True),
            ("decide", "second_review", "send_back", "退回复审", True),
            *OUTCOME,
        ),
    ),
    Template(
        "joint",
        "联合办理",
        "approval",
        (
            START,
            WINDOW,
            Step(
                "review",
                "牵头部门审核",
                Duty.HANDLER,
                days=5,
                more=(("opinion_required", True), ("public_name", "审查")),
            ),
            Step(
                "joint_review",
                "协办部门会审",
                Duty.SECTION_HEAD,
                days=5,
                more=(("org_scope", OrgScope.JOINT), ("opinion_required", True), ("public_name", "联合审查")),
            ),
            Step("join", "汇总", node=StepKind.JOIN),
            DECIDE,
            DELIVER,
            END,
        ),
        (
            ENTER,
            ("accept", "review", "accept", "受理，转审核", False),
            ("accept", "joint_review", "accept", "受理，转会审", False),
            ("review", "join", "review", "审核完毕", False),
            ("joint_review", "join", "review", "会审完毕", False),
            ("join", "decide", "joined", "汇总", False),
            *OUTCOME,
        ),
    ),
    Template(
        "upper_decision",
        "下级初审—上级决定",
        "approval",
        (
            START,
            WINDOW,
            Step("review", "初审", Duty.HANDLER, days=5, more=(("opinion_required", True), ("public_name", "初审"))),
            Step(
                "endorse",
                "签署初审意见",
                Duty.ORGAN_HEAD,
                days=2,
                more=(("four_eyes_with", "review"), ("opinion_required", True), ("public_name", "初审")),
            ),
            Step(
                "upper_review",
                "上级复核",
                Duty.HANDLER,
                days=5,
                more=(("org_scope", OrgScope.PARENT), ("opinion_required", True), ("public_name", "上级审查")),
            ),
            Step(
                "decide",
                "上级决定",
                Duty.ORGAN_HEAD,
                StepKind.DECISION,
                3,
                (("org_scope", OrgScope.PARENT), ("four_eyes_with", "upper_review"), ("public_name", "决定")),
            ),
            DELIVER,
            END,
        ),
        (
            ENTER,
            ("accept", "review", "accept", "受理", False),
            ("review", "endorse", "review", "初审通过，报请签署", False),
            ("endorse", "upper_review", "review", "签署意见，报上级", False),
            ("endorse", "review", "send_back", "退回初审", True),
            ("upper_review", "decide", "review", "复核通过，报请决定", False),
            ("upper_review", "review", "send_back", "退回下级初审", True),
            ("decide", "upper_review", "send_back", "退回复核", True),
            *OUTCOME,
        ),
    ),
    Template(
        "penalty_summary",
        "简易程序处罚",
        "penalty",
        (
            START,
            Step("decide", "当场处罚", Duty.ENFORCEMENT, StepKind.DECISION, more=(("min_officers", 2),)),
            Step("file", "备案", Duty.SECTION_HEAD, days=2),
            END,
        ),
        (
            ("start", "decide", "register", "发现", False),
            ("decide", "file", "decide", "当场决定", False),
            ("decide", "end", "educate", "不予处罚，教育", True),
            ("file", "end", "file", "备案", False),
        ),
    ),
    Template(
        "penalty_ordinary",
        "普通程序处罚",
        "penalty",
        (
            START,
            Step("filing", "立案审批", Duty.ORGAN_HEAD, days=7),
            Step(
                "investigate",
                "调查取证",
                Duty.ENFORCEMENT,
                days=30,
                more=(("min_officers", 2), ("opinion_required", True)),
            ),
            Step(
                "legal_review",
                "法制审核",
                Duty.LEGAL_REVIEWER,
                days=5,
                more=(("four_eyes_with", "investigate"), ("opinion_required", True)),
            ),
            Step("notice", "处罚告知", Duty.ENFORCEMENT, days=5),
            Step("decide", "决定", Duty.ORGAN_HEAD, StepKind.DECISION, 5, (("four_eyes_with", "investigate"),)),
            Step("serve", "送达", Duty.ENFORCEMENT, days=7),
            Step("execute", "执行", Duty.ENFORCEMENT),
            END,
        ),
        (
            ("start", "filing", "register", "登记线索", False),
            ("filing", "investigate", "file", "立案", False),
            ("filing", "end", "not_file", "不予立案", True),
            ("investigate", "legal_review", "propose", "提出处理意见", False),
            ("legal_review", "notice", "review", "审核通过", False),
            ("legal_review", "investigate", "send_back", "退回补充调查", True),
            ("notice", "decide", "recheck", "复核完毕", False),
            ("decide", "serve", "penalise", "予以处罚", False),
            ("decide", "end", "no_penalty", "不予处罚", True),
            ("serve", "execute", "serve", "送达", False),
            ("execute", "end", "close", "结案", False),
        ),
    ),
    Template(
        "penalty_hearing",
        "普通程序处罚（听证）",
        "penalty",
        (
            START,
            Step("filing", "立案审批", Duty.ORGAN_HEAD, days=7),
            Step(
                "investigate",
                "调查取证",
                Duty.ENFORCEMENT,
                days=30,
                more=(("min_officers", 2), ("opinion_required", True)),
            ),
            Step("notice", "处罚及听证告知", Duty.ENFORCEMENT, days=5),
            Step("hearing", "听证", Duty.LEGAL_REVIEWER, days=20, more=(("four_eyes_with", "investigate"),)),
            Step("legal_review", "法制审核", Duty.LEGAL_REVIEWER, days=5, more=(("opinion_required", True),)),
            Step("discuss", "集体讨论", Duty.SECTION_HEAD, days=5, more=(("opinion_required", True),)),
            Step("decide", "决定", Duty.ORGAN_HEAD, StepKind.DECISION, 5, (("four_eyes_with", "investigate"),)),
            Step("serve", "送达", Duty.ENFORCEMENT, days=7),
            Step("execute", "执行", Duty.ENFORCEMENT),
            END,
        ),
        (
            ("start", "filing", "register", "登记线索", False),
            ("filing", "investigate", "file", "立案", False),
            ("filing", "end", "not_file", "不予立案", True),
            ("investigate", "notice", "propose", "提出处理意见", False),
            ("notice", "hearing", "hearing", "当事人要求听证", False),
            ("notice", "legal_review", "recheck", "未要求听证", False),
            ("hearing", "legal_review", "heard", "听证结束", False),
            ("legal_review", "discuss", "review", "审核通过", False),
            ("legal_review", "investigate", "send_back", "退回补充调查", True),
            ("discuss", "decide", "discussed", "讨论通过", False),
            ("decide", "serve", "penalise", "予以处罚", False),
            ("decide", "end", "no_penalty", "不予处罚", True),
            ("serve", "execute", "serve", "送达", False),
            ("execute", "end", "close", "结案", False),
        ),
    ),
)


def write_templates(act: Act, county: int = CITY) -> dict[str, FlowVersion]:
    """Write and publish every template that is not there yet; returns the newest published version of each.

    A flow that exists is left alone, also when a county has made a version of its own.
    """
    here = act.in_county(county)
    versions: dict[str, FlowVersion] = {}
    for template in TEMPLATES:
        flow = act.session.scalar(select(Flow).where(Flow.code == template.code))
        if flow is None:
            versions[template.code] = _write(here, template)
        else:
            versions[template.code] = next(v for v in reversed(flow.versions) if v.state == FlowState.PUBLISHED)
    return versions


def _write(act: Act, template: Template) -> FlowVersion:
    version = create_flow(act, template.code, template.name, template.proceeding)
    steps = [
        {"code": s.code, "name": s.name, "node": s.node, "duty": s.duty, "limit_value": s.days, **dict(s.more)}
        for s in template.steps
    ]
    undecided = {step.code for step in template.steps if step.node == StepKind.DECISION}
    transitions: list[dict[str, Any]] = []
    for source, target, action, label, needs_reason in sorted(template.moves, key=_back_last):
        default = source in undecided
        undecided.discard(source)
        transitions.append(
            {
                "from_code": source,
                "to_code": target,
                "action": action,
                "label": label,
                "needs_reason": needs_reason,
                "is_default": default,
            }
        )
    edit_flow(act, version, steps, transitions)
    publish_flow(act, version)
    return version


def _back_last(way: tuple[str, str, str, str, bool]) -> bool:
    return way[2] == "send_back"
