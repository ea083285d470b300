"""A log of fines of another system, and the points that the county has written for it."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from app.approvals.logs.importing import import_log
from app.approvals.logs.spelling import load_mapping
from app.approvals.terms import APPROVAL_CASES
from app.kernel.act import Act, Channel, local_day
from app.kernel.points import Nature, Severity
from app.supervision.own.conditions import read_condition
from app.supervision.own.operations import Wording, switch_on, try_own_point, write_own_point
from app.supervision.own.terms import facts_of
from app.supervision.scanning import sweep
from app.surfaces.acts import command_act
from seeds.handling import inspector_of

LOGS = Path(__file__).parent / "logs"
LAW = "《行政处罚法》第七十二条"
POINTS = (
    (
        "加处罚款日期不是送达后第60日",
        Severity.RED,
        Nature.BREACH,
        LAW,
        "核对送达回证日期与加处罚款决定日期。",
        (("fact.送达到加处天数", "differs", "60", ""),),
    ),
    (
        "部分缴款后仍移送催收",
        Severity.YELLOW,
        Nature.LEAD,
        LAW,
        "核对已缴金额与应缴金额，是否应先催告补缴。",
        (
            ("fact.缴款次数", "at_least", "1", ""),
            ("fact.已缴金额", "less", "", "fact.应缴金额"),
            ("fact.催收次数", "at_least", "1", ""),
        ),
    ),
    (
        "送达超过60日才提出申诉",
        Severity.BLUE,
        Nature.STATISTIC,
        "《行政复议法》第二十条",
        "核对是否受理了逾期的申诉。",
        (("fact.送达到申诉天数", "more", "60", ""),),
    ),
)
"""Title, severity, nature, basis, what to check, conditions; the last one stays a draft."""


def write_fines(now: datetime) -> None:
    """Import the log as the command does, and let the inspector's points watch it."""
    mapping, folder = (load_mapping(LOGS / "traffic_fines.yaml"), current_app.config["SUNSHINE_FOLDER"] / "logs")
    import_log(
        LOGS / "traffic_fines.csv",
        mapping,
        now,
        folder,
        folder / "traffic_fines.faults.csv",
        lambda: command_act(Channel.IMPORT, mapping.county),
    )
    with command_act(Channel.COMMAND, mapping.county) as act:
        _write_points(act, now)
        sweep(act)


def _write_points(act: Act, now: datetime) -> None:
    session = act.session
    own = Act(session, inspector_of(session, now), now, Channel.SCREEN, act.county)
    terms = {
        term.name: term
        for term in (*APPROVAL_CASES.terms, *facts_of(session, APPROVAL_CASES, (act.county, act.county)))
    }
    for title, severity, nature, basis, check, rows in POINTS:
        conditions = [read_condition(terms, *row) for row in rows]
        said = Wording(title, check, basis, int(severity), int(nature), APPROVAL_CASES.kind, conditions)
        version = write_own_point(own, said)
        try_own_point(own, version, local_day(now) - timedelta(days=365))
        if nature is not Nature.STATISTIC:
            switch_on(own, version, "罚款专项监察")
