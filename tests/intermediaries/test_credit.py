"""Marks: told first, objected to in time, decided by other eyes, repaired by strangers, ended by the clock."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.models import CreditMark, CreditRule, RatingRule
from app.intermediaries.rating import Part
from app.intermediaries.records import CREDIT_RULE, RATING_RULE
from app.intermediaries.words import Grade, Polarity
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, TooLate
from app.surfaces.records.writing import add_record
from tests.conftest import NOW
from tests.intermediaries.building import TODAY, AgencyBuilder
from tests.supervision.building import DAY

Acting = Callable[..., Act]


@pytest.fixture
def proposed(build: AgencyBuilder, acting_as: Acting) -> CreditMark:
    """A bad mark that a handler has proposed."""
    return verbs.propose_mark(
        acting_as("handler"),
        build.agency(),
        build.organ,
        Polarity.BAD,
        Grade.GENERAL,
        "出具虚假报告",
        "资产评估法第四十七条",
    )


def test_a_bad_mark_is_public_only_after_notice_and_the_days_of_objection(
    proposed: CreditMark, acting_as: Acting, session: Session
) -> None:
    with pytest.raises(OutOfOrder):
        verbs.decide_mark(acting_as("section_head"), proposed, "publish")
    verbs.give_notice(acting_as("handler"), proposed)
    assert proposed.object_until == date(2026, 10, 12)
    with pytest.raises(OutOfOrder):
        verbs.decide_mark(acting_as("section_head", NOW + 21 * DAY), proposed, "publish")
    assert verbs.publish_due(acting_as(at=NOW + 20 * DAY)) == {"published": 0}
    assert queries.public_marks(session, proposed.agency_id) == []
    assert verbs.publish_due(acting_as(at=NOW + 22 * DAY)) == {"published": 1}
    assert (proposed.state, proposed.public_on) == ("public", date(2026, 10, 13))
    assert (proposed.min_until, proposed.max_until) == (date(2027, 1, 13), date(2027, 10, 13))


def test_an_objection_is_decided_by_somebody_else(proposed: CreditMark, acting_as: Acting) -> None:
    verbs.give_notice(acting_as("handler"), proposed)
    with pytest.raises(TooLate):
        verbs.object_to(acting_as("handler", NOW + 22 * DAY), proposed, "报告属实")
    verbs.object_to(acting_as("handler"), proposed, "报告属实")
    with pytest.raises(NotAllowed):
        verbs.decide_mark(acting_as("handler"), proposed, "uphold", "证据确凿")
    with pytest.raises(Incomplete):
        verbs.decide_mark(acting_as("section_head"), proposed, "uphold", "")
    verbs.decide_mark(acting_as("section_head"), proposed, "uphold", "证据确凿")
    assert proposed.state == "public"


def test_a_head_does_not_publish_what_he_proposed_himself(build: AgencyBuilder, acting_as: Acting) -> None:
    mark = verbs.propose_mark(
        acting_as("section_head"), build.agency(), build.organ, Polarity.BAD, Grade.GENERAL, "超时", "办法第十条"
    )
    with pytest.raises(NotAllowed):
        verbs.decide_mark(acting_as("section_head"), mark, "drop", "事实不清")
    verbs.decide_mark(acting_as("organ_head"), mark, "drop", "事实不清")
    assert (mark.state, mark.public_on) == ("dropped", None)


def test_a_good_mark_needs_no_notice(build: AgencyBuilder, acting_as: Acting) -> None:
    build.add(
        CreditRule(
            county=350102,
            polarity="good",
            grade="general",
            min_months=0,
            max_months=24,
            valid_from=date(2026, 1, 1),
            source="办法",
        )
    )
    mark = verbs.propose_mark(
        acting_as("handler"),
        build.agency(),
        build.organ,
        Polarity.GOOD,
        Grade.GENERAL,
        "应急抢险贡献突出",
        "办法第八条",
    )
    with pytest.raises(OutOfOrder):
        verbs.give_notice(acting_as("handler"), mark)
    verbs.decide_mark(acting_as("section_head"), mark, "publish")
    assert mark.max_until == date(2028, 9, 21)


def test_without_a_rule_in_force_no_mark_is_proposed(build: AgencyBuilder, acting_as: Acting) -> None:
    with pytest.raises(Incomplete):
        verbs.propose_mark(
            acting_as("handler"), build.agency(), build.organ, Polarity.BAD, Grade.SERIOUS, "串通投标", "办法"
        )
    with pytest.raises(NotAllowed):
        verbs.propose_mark(
            acting_as("handler"), build.agency(), build.body, Polarity.BAD, Grade.GENERAL, "串通投标", "办法"
        )


def test_a_repair_waits_for_the_shortest_publication(build: AgencyBuilder, acting_as: Acting) -> None:
    mark = build.mark(build.agency(), organisation_id=build.organ.id)
    with pytest.raises(OutOfOrder):
        verbs.ask_repair(acting_as("handler"), mark, "不再发生", "已经改正")
    late = NOW + 70 * DAY
    with pytest.raises(Incomplete):
        verbs.ask_repair(acting_as("handler", late), mark, "不再发生", "")
    verbs.ask_repair(acting_as("handler", late), mark, "不再发生", "已经改正")
    verbs.answer_repair(acting_as("organ_head", late), mark, "尚未改正", granted=False)
    assert mark.state == "public"
    verbs.ask_repair(acting_as("handler", late), mark, "不再发生", "已经改正")
    verbs.answer_repair(acting_as("organ_head", late), mark, "同意", granted=True)
    assert (mark.state, mark.hidden_on) == ("repaired", date(2026, 11, 30))
    assert queries.public_marks(build.session, mark.agency_id) == []


def test_who_engages_the_agency_does_not_forgive_it(build: AgencyBuilder, acting_as: Acting) -> None:
    agency = build.agency()
    build.engagement(agency)
    mark = build.mark(agency, organisation_id=build.organ.id, state="repair")
    with pytest.raises(NotAllowed):
        verbs.answer_repair(acting_as("organ_head"), mark, "同意", granted=True)


def test_the_clock_ends_a_mark_after_its_longest_publication(build: AgencyBuilder, acting_as: Acting) -> None:
    mark = build.mark(build.agency(), max_until=date(2026, 9, 20))
    other = build.mark(build.agency(), max_until=TODAY)
    assert verbs.expire_marks(acting_as()) == {"expired": 1}
    assert (mark.state, mark.hidden_on, other.state) == ("expired", TODAY, "public")


def test_a_stale_page_does_not_decide_a_mark(proposed: CreditMark, acting_as: Acting) -> None:
    with pytest.raises(Conflict):
        verbs.give_notice(acting_as("handler"), proposed, edit_number=99)


def test_each_point_of_the_rating_can_be_followed(build: AgencyBuilder) -> None:
    agency = build.agency()
    own = build.mark(agency, organisation_id=build.organ.id, grade="serious")
    other = build.mark(agency, grade="serious")
    citizen = build.mark(agency, grade="minor", report_id=1)
    good = build.mark(agency, organisation_id=build.organ.id, polarity="good", grade="general")
    build.mark(agency, state="repaired")
    build.engagement(agency, quality=5, speed=4, attitude=4, fee=3)
    build.engagement(agency)
    found = queries.rating_of(build.session, agency, TODAY)
    assert {line.mark.id: (line.part, line.points) for line in found.lines} == {
        own.id: (Part.REGULATOR, -20),
        other.id: (Part.GOVERNMENT, -20),
        citizen.id: (Part.SOCIETY, -3),
        good.id: (Part.REGULATOR, 2),
    }
    assert [found.points(part) for part in Part] == [52.0, 0.0, 13.0]
    assert (found.total, found.rated, found.stars) == (65.0, 1, 4.0)


def test_an_agency_of_which_nothing_is_known_has_a_hundred(build: AgencyBuilder) -> None:
    assert queries.rating_of(build.session, build.agency(), TODAY).total == 100.0


def test_the_rating_follows_the_version_in_force(build: AgencyBuilder, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    given = {
        "valid_from": date(2026, 9, 1),
        "regulator_points": 50,
        "government_points": 30,
        "society_points": 20,
        "source": "县级办法",
    }
    add_record(act, RATING_RULE, given)
    with pytest.raises(Incomplete):
        add_record(act, RATING_RULE, given | {"society_points": 30, "valid_from": date(2026, 10, 1)})
    build.add(
        RatingRule(
            county=350102,
            valid_from=date(2026, 10, 1),
            source="以后",
            regulator_points=70,
            government_points=10,
            society_points=20,
            minor=1,
            general=1,
            serious=1,
            good=1,
        )
    )
    agency = build.agency()
    build.mark(agency, grade="serious")
    assert queries.rating_of(build.session, agency, TODAY).points(Part.GOVERNMENT) == 10.0


@pytest.mark.parametrize(
    ("field", "value"), [("min_months", 200), ("max_months", 1), ("objection_days", 0), ("valid_to", date(2025, 1, 1))]
)
def test_a_rule_that_cannot_be_is_refused(build: AgencyBuilder, acting_as: Acting, field: str, value: object) -> None:
    given = {
        "polarity": "bad",
        "grade": "serious",
        "min_months": 12,
        "max_months": 36,
        "objection_days": 10,
        "valid_from": date(2026, 1, 1),
        "source": "办法",
    }
    with pytest.raises(Incomplete):
        add_record(acting_as("county_admin"), CREDIT_RULE, given | {field: value})


def test_a_citizens_report_is_answered_and_leaves_no_words_in_the_trail(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    report = verbs.report_agency(acting_as(), build.agency(), "收了钱没有出具报告", "13800001234")
    with pytest.raises(NotAllowed):
        verbs.answer_report(acting_as("other_handler"), report, "已核实", upheld=True)
    verbs.answer_report(acting_as("handler"), report, "已核实", upheld=True)
    with pytest.raises(OutOfOrder):
        verbs.answer_report(acting_as("handler"), report, "再答", upheld=True)
    told = "".join(session.scalars(select(TrailRow.facts)))
    assert "收了钱" not in told
    assert "13800001234" not in told
    with pytest.raises(Incomplete):
        verbs.report_agency(acting_as(), build.agency(), "字" * 4_001)
