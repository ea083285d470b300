"""A licence of the urban management office, applicants, and short ways through a case."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.forms import Applicant
from app.approvals.models import Case
from app.approvals.operations import accept, deliver, grant, pass_on, submit, take
from app.kernel.act import CHINA, Act, Actor, Channel
from app.kernel.audit import TrailRow
from app.kernel.flows.models import Flow, FlowState, FlowVersion
from app.kernel.guard import open_act
from app.powers.models import Power, PowerState, PowerVersion
from tests.world import World

PERSON = Applicant("person", "陈小明", "350102199003078815", "13800138000")
COMPANY = Applicant("company", "福州市榕城广告有限公司", "91350100M000100Y43", "0591-87654321")
FORM = {"place": "鼓楼区五四路18号", "area": "12.5", "from": "2026年10月1日"}
PAPERS: dict[str, int | None] = {"application": None, "drawing": None, "consent": None}
LONG_REASON = "经现场核查，拟设置的户外广告遮挡消防通道标志，不符合城市容貌标准第八条的规定。"


def moment(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """Return an instant of a day in China."""
    year, month, date = (int(part) for part in day.split("-"))
    return datetime(year, month, date, hour, minute, tzinfo=CHINA).astimezone(UTC)


class Story:
    """One licence and its organ; every act names its day and its actor."""

    def __init__(self, session: Session, world: World, flow: str = "three_steps", **version: Any) -> None:
        self.session, self.world = session, world
        self.act: Act
        with open_act(Act(session, Actor.platform(), moment("2026-01-05"), Channel.COMMAND, 350102)) as act:
            path = session.scalars(
                select(FlowVersion).join(Flow).where(Flow.code == flow, FlowVersion.state == FlowState.PUBLISHED)
            ).one()
            organ = world.organisation("gulou-urban")
            self.power = Power(
                county=350102,
                code=f"GL-XK-{flow}-{len(version)}",
                name="设置大型户外广告审批",
                power_type="01",
                organisation_id=organ.id,
                state=PowerState.IN_FORCE,
            )
            session.add(self.power)
            session.flush()
            self.version = PowerVersion(
                **{
                    "county": 350102,
                    "power_id": self.power.id,
                    "number": 1,
                    "name": self.power.name,
                    "published_at": act.at,
                    "flow_version_id": path.id,
                    "legal_basis": [{"law": "城市市容和环境卫生管理条例", "article": "第十一条", "verified": True}],
                    "conditions": [
                        {"code": "place", "text": "设置地点符合户外广告设置规划"},
                        {"code": "safety", "text": "结构安全，不遮挡消防、交通设施"},
                    ],
                    "materials": [
                        {"code": "application", "name": "户外广告设置申请表", "required": True},
                        {"code": "drawing", "name": "设计图和效果图", "required": True},
                        {"code": "consent", "name": "场地使用权证明", "required": True},
                    ],
                    "form": [
                        {"name": "place", "label": "设置地点", "input": "text", "required": True},
                        {"name": "area", "label": "面积（平方米）", "input": "number", "required": True, "least": 1},
                        {"name": "from", "label": "起始日期", "input": "date", "required": True},
                        {"name": "lit", "label": "是否发光", "input": "yes_no"},
                        {"name": "kind", "label": "形式", "input": "choice", "choices": ["墙面", "立柱"]},
                    ],
                    "promised_days": 10,
                    "place": "鼓楼区政务服务中心二楼",
                    "phone": "0591-87500000",
                    "result": "户外广告设置许可证",
                    "remedies": {"court": "鼓楼区人民法院"},
                    "risks": [],
                    "step_overrides": {},
                }
                | version
            )
            session.add(self.version)
            session.flush()
            self.power.current_version_id = self.version.id
            session.flush()

    def by(self, official: str | None, day: str, hour: int = 10, minute: int = 0) -> Act:
        """Return an act of an official, of the public ("public"), or of the clock (None)."""
        at = moment(day, hour, minute)
        if official == "public":
            actor = Actor.public("陈小明")
        else:
            actor = self.world.actor(official, at) if official else Actor.platform()
        channel = Channel.PORTAL if official == "public" else Channel.SCREEN if official else Channel.CLOCK
        act = Act(self.session, actor, at, channel, actor.county or 350102)
        self.session.info["act"] = act
        return act

    def submitted(self, day: str = "2026-09-21", key: str = "k1", **more: Any) -> Case:
        """Hand in an application through the portal."""
        act = self.by("public", day, more.pop("hour", 10))
        values: dict[str, Any] = {"applicant": PERSON, "form": FORM, "materials": PAPERS} | more
        return submit(act, self.power, values["applicant"], values["form"], values["materials"], key=key)

    def accepted(self, day: str = "2026-09-21", **more: Any) -> Case:
        """Hand in and accept an application on one day."""
        case = self.submitted(day, **more)
        accept(self.by("window", day), case)
        return case

    def reviewed(self, day: str = "2026-09-21", review_day: str = "2026-09-22", **more: Any) -> Case:
        """Take an application through acceptance and review."""
        case = self.accepted(day, **more)
        take(self.by("handler", review_day), case)
        pass_on(self.by("handler", review_day, 11), case, "符合条件，建议准予。", {"place": True, "safety": True})
        return case

    def granted(self, day: str = "2026-09-23", **more: Any) -> Case:
        """Take an application to a grant."""
        until = more.pop("valid_to", None)
        case = self.reviewed(**more)
        grant(self.by("organ_head", day), case, valid_to=until)
        return case

    def closed(self, day: str = "2026-09-24", **more: Any) -> Case:
        """Take an application to a delivered grant."""
        case = self.granted(**more)
        deliver(self.by("window", day), case, "window", "陈小明签收")
        return case

    def verbs(self, case: Any) -> list[str]:
        """Return the acts of approval in the trail of a case."""
        rows = self.session.scalars(
            select(TrailRow.verb)
            .where(TrailRow.subject_kind == case.kind, TrailRow.subject_id == case.id)
            .order_by(TrailRow.place)
        )
        return [verb.removeprefix("approval.") for verb in rows if verb.startswith("approval.")]


Tell = Callable[..., Story]
