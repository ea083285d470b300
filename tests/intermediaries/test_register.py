"""The register: rows are checked when written, steps need the right post, another pair of eyes and a reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.jobs import remind_expiring
from app.intermediaries.models import Agency, AgencyStep, Engagement
from app.intermediaries.records import AGENCY, ENGAGEMENT, PRACTITIONER
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.kernel.notices import Message
from app.kernel.sealing import keyed_hash
from app.kernel.search import PublishedText, Wanted, search_texts
from app.kernel.typed import Faulty
from app.surfaces.records.writing import add_record, edit_record, parse_all
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import Sheet
from tests.conftest import NOW
from tests.intermediaries.building import TODAY, AgencyBuilder, credit_code
from tests.supervision.building import DAY
from tests.world import World

Acting = Callable[..., Act]
PERSON = "35010219850101001"
PERSON += ric.calc_check_digit(PERSON + "0")


def values(build: AgencyBuilder, **changes: Any) -> dict[str, Any]:
    given = {
        "uscc": credit_code(7_000_001),
        "name": "福州榕城资产评估有限公司",
        "category": "appraisal",
        "legal_representative": "陈立新",
        "founded_on": date(2015, 6, 1),
        "organisation_id": build.organ.id,
        "phone": "0591-8755 0101",
        "address": "五四路 1号",
    }
    return given | changes


def test_an_agency_is_entered_with_what_will_be_compared(build: AgencyBuilder, acting_as: Acting) -> None:
    made = add_record(acting_as("handler"), AGENCY, values(build))
    assert (made.state, made.phone_key, made.address_key) == ("applied", "059187550101", "五四路1号")


@pytest.mark.parametrize(
    ("field", "value"), [("uscc", credit_code(7_000_001)[:-1] + "?"), ("founded_on", date(2026, 9, 22))]
)
def test_a_wrong_code_and_a_day_to_come_are_refused(
    build: AgencyBuilder, acting_as: Acting, field: str, value: Any
) -> None:
    with pytest.raises(Incomplete) as refused:
        add_record(acting_as("handler"), AGENCY, values(build, **{field: value}))
    assert refused.value.field == field


def test_another_body_does_not_write_into_the_register(build: AgencyBuilder, acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        add_record(acting_as("handler"), AGENCY, values(build, organisation_id=build.body.id))
    assert add_record(acting_as("county_admin"), AGENCY, values(build, organisation_id=build.body.id))


def test_of_an_identity_number_only_a_hash_and_its_ends_are_kept(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    agency = build.agency()
    values = {"name": "林国平", "identity": PERSON, "licence": "L1", "licence_to": date(2028, 1, 1)}
    row = add_record(
        acting_as("section_head"), PRACTITIONER, {**values, "agency_id": agency.id, "from_on": date(2024, 7, 1)}
    )
    assert row.person_hash == keyed_hash(PERSON)
    assert row.identity == f"350***********{PERSON[-4:]}"
    assert PERSON not in "".join(session.scalars(select(TrailRow.facts)))
    edit_record(acting_as("section_head"), PRACTITIONER, row, {"licence": "L2"})
    assert row.person_hash == keyed_hash(PERSON)


def test_a_number_whose_check_sign_is_wrong_is_refused(build: AgencyBuilder, acting_as: Acting) -> None:
    agency = build.agency()
    wrong = PERSON[:-1] + ("1" if PERSON[-1] != "1" else "2")
    for number in (wrong, "350***********0013", "²" * 18):
        with pytest.raises(Incomplete):
            add_record(
                acting_as("handler"),
                PRACTITIONER,
                {
                    "agency_id": agency.id,
                    "name": "林国平",
                    "identity": number,
                    "licence": "L1",
                    "licence_to": date(2028, 1, 1),
                    "from_on": date(2022, 1, 1),
                },
            )


def test_somebody_else_lists_the_agency_whose_papers_one_has_checked(build: AgencyBuilder, acting_as: Acting) -> None:
    agency = build.agency(state="applied")
    with pytest.raises(OutOfOrder):
        verbs.move_agency(acting_as("section_head"), agency, "list")
    verbs.move_agency(acting_as("section_head"), agency, "check")
    with pytest.raises(NotAllowed):
        verbs.move_agency(acting_as("section_head"), agency, "list")
    with pytest.raises(NotAllowed):
        verbs.move_agency(acting_as("window"), agency, "list")
    verbs.move_agency(acting_as("organ_head"), agency, "list")
    assert agency.state == "listed"


def test_without_a_valid_qualification_nobody_is_listed(build: AgencyBuilder, acting_as: Acting) -> None:
    agency = build.agency(qualified=False, state="checked")
    build.qualification(agency, valid_to=date(2026, 9, 20))
    with pytest.raises(Incomplete):
        verbs.move_agency(acting_as("organ_head"), agency, "list")


def test_a_burden_needs_its_reason_and_can_be_appealed_against(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    agency = build.agency()
    with pytest.raises(Incomplete):
        verbs.move_agency(acting_as("organ_head"), agency, "bar", " ")
    step = verbs.move_agency(acting_as("organ_head"), agency, "bar", "出借资质")
    assert step.appeal_until == date(2026, 10, 12)  # ten working days over the National Day
    with pytest.raises(TooLate):
        verbs.appeal(acting_as("handler", NOW + 22 * DAY), step, agency, "没有出借")
    verbs.appeal(acting_as("handler"), step, agency, "没有出借")
    with pytest.raises(OutOfOrder):
        verbs.appeal(acting_as("handler"), step, agency, "再次申诉")
    with pytest.raises(NotAllowed):
        verbs.decide_appeal(acting_as("organ_head"), step, agency, "维持", upheld=False)
    verbs.decide_appeal(acting_as("section_head"), step, agency, "申诉成立", upheld=True)
    assert agency.state == "listed"
    assert session.query(AgencyStep).count() == 1


def test_an_agency_of_the_public_register_is_found_by_everybody_under_its_present_name(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    def found(words: str) -> list[int]:
        return [row.subject_id for row in search_texts(session, Wanted(words, kind="agency")).rows]

    agency = build.agency(name="福州榕江资产评估有限公司", state="checked")
    edit_record(acting_as("section_head"), AGENCY, agency, {"address": "五四路1号"})
    assert found("榕江资产") == []  # not listed yet
    verbs.move_agency(acting_as("organ_head"), agency, "list")
    assert found("榕江资产") == found("五四路1号") == found(agency.uscc) == [agency.id]
    edit_record(acting_as("section_head"), AGENCY, agency, {"name": "福州闽水资产评估有限公司"})
    assert (found("榕江资产"), found("闽水资产")) == ([], [agency.id])
    before = session.scalars(select(PublishedText.rank)).all()
    edit_record(acting_as("section_head"), AGENCY, agency, {"legal_representative": "陈立"})
    assert session.scalars(select(PublishedText.rank)).all() == before  # nothing to write again
    step = verbs.move_agency(acting_as("organ_head"), agency, "remove", "出借资质")
    assert found("闽水资产") == []
    verbs.appeal(acting_as("handler"), step, agency, "没有出借")
    verbs.decide_appeal(acting_as("section_head"), step, agency, "申诉成立", upheld=True)
    assert found("闽水资产") == [agency.id]


def test_a_stale_page_does_not_move_an_agency(build: AgencyBuilder, acting_as: Acting) -> None:
    agency = build.agency()
    with pytest.raises(Conflict):
        verbs.move_agency(acting_as("organ_head"), agency, "warn", "超时", edit_number=99)


def test_usable_are_listed_agencies_with_qualification_and_without_mark(build: AgencyBuilder, session: Session) -> None:
    good, marked, expired = build.agency(), build.agency(), build.agency(qualified=False)
    build.qualification(expired, valid_to=date(2026, 9, 20))
    build.agency(state="barred")
    mark = build.mark(marked)
    assert queries.usable_agencies(session, 350102, "appraisal", NOW) == [good]
    assert queries.expired_qualification(session, expired.id, "appraisal", TODAY)
    assert not queries.expired_qualification(session, good.id, "appraisal", TODAY)
    assert queries.active_bad_marks(session, marked.id, NOW) == [mark]
    assert queries.active_bad_marks(session, marked.id, NOW - 40 * DAY) == []


def test_the_supervising_body_is_told_once_of_a_qualification_that_ends(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    build.qualification(build.agency(), valid_to=date(2026, 11, 20))
    assert remind_expiring(acting_as())["queued"] == 3
    assert remind_expiring(acting_as())["queued"] == 0
    assert {row.title for row in session.scalars(select(Message))} == {"中介资质即将到期"}


def test_an_engagement_carries_its_deadline_and_ratio(build: AgencyBuilder, acting_as: Acting) -> None:
    given = {
        "number": "鼓中介X",
        "project": "评估",
        "organisation_id": build.organ.id,
        "agency_id": build.agency().id,
        "category": "appraisal",
        "mode": "random",
        "channel": "supermarket",
        "amount": 20_000,
        "signed_on": date(2026, 9, 1),
        "promised_days": 10,
        "delivered_on": date(2026, 9, 18),
        "appraised": 130,
        "dealt": 100,
    }
    made = add_record(acting_as("handler"), ENGAGEMENT, given)
    assert (made.promised_on, made.late_days, made.deal_ratio) == (date(2026, 9, 15), 3, 1.3)
    for name, value in (("promised_days", 10**9), ("amount", -1), ("signed_on", date(2027, 1, 1)), ("signers", 10**6)):
        with pytest.raises(Incomplete):
            add_record(acting_as("handler"), ENGAGEMENT, given | {"number": name, name: value})


def test_who_signed_a_report_is_found_in_the_register_by_licence(build: AgencyBuilder, acting_as: Acting) -> None:
    agency = build.agency()
    one, two = build.practitioner(agency), build.practitioner(build.agency())
    given = {
        "number": "鼓中介Y",
        "project": "评估",
        "organisation_id": build.organ.id,
        "agency_id": agency.id,
        "category": "appraisal",
        "mode": "random",
        "channel": "supermarket",
        "amount": 20_000,
        "signed_on": date(2026, 9, 1),
        "promised_days": 10,
        "reported_on": date(2026, 9, 10),
        "signer_licences": f"{one.licence}， {two.licence} {one.licence}",
    }
    made = add_record(acting_as("handler"), ENGAGEMENT, given)
    assert (made.signer_licences, made.signers) == (f"{one.licence}、{two.licence}", 2)
    kept = made.signed_by[0].id
    edit_record(acting_as("handler"), ENGAGEMENT, made, {"signer_licences": one.licence})
    assert [(signer.id, signer.practitioner_id) for signer in made.signed_by] == [(kept, one.id)]
    assert made.signers == 1
    written = given | {"agency_id": agency.uscc, "organisation_id": build.organ.code, "signer_licences": two.licence}
    rows = [list(map(str, (written | {"number": number}).values())) for number in ("鼓中介Y", "鼓中介Z")]
    plan = plan_import(act := acting_as("handler"), ENGAGEMENT, Sheet("", [list(written), *rows]))
    assert [[str(fault.refusal) for fault in row.faults] for row in plan.rows] == [[], []]
    brought = carry_out(act, plan)
    assert (brought.new, brought.changed) == (1, 1)
    both = build.session.scalars(select(Engagement).order_by(Engagement.id)).all()
    assert [[signer.practitioner_id for signer in one.signed_by] for one in both] == [[two.id], [two.id]]
    with pytest.raises(Incomplete) as refused:
        edit_record(acting_as("handler"), ENGAGEMENT, made, {"signer_licences": f"{one.licence}、35999999"})
    assert refused.value.field == "signer_licences"


def test_a_client_names_an_agency_that_another_body_supervises_by_its_credit_code(
    build: AgencyBuilder, acting_as: Acting
) -> None:
    agency = build.agency(organisation_id=build.body.id)
    given = {
        "number": "鼓中介W",
        "project": "评估",
        "organisation_id": build.organ.code,
        "agency_id": agency.uscc,
        "category": "appraisal",
        "mode": "random",
        "channel": "supermarket",
        "amount": "20000",
        "signed_on": "2026-09-01",
        "promised_days": "10",
    }
    assert parse_all(acting_as("handler"), ENGAGEMENT, given)["agency_id"] == agency.id
    with pytest.raises(Faulty):
        parse_all(acting_as("other_handler"), ENGAGEMENT, given)


def test_a_client_notes_the_delivery_then_rates_once(build: AgencyBuilder, acting_as: Acting) -> None:
    one = build.engagement(delivered_on=None, late_days=None)
    scores = {"quality": 5, "speed": 4, "attitude": 4, "fee": 3}
    with pytest.raises(OutOfOrder):
        verbs.rate(acting_as("handler"), one, scores)
    with pytest.raises(NotAllowed):
        verbs.deliver(acting_as("other_handler"), one, TODAY)
    with pytest.raises(Incomplete):
        verbs.deliver(acting_as("handler"), one, date(2026, 8, 31))
    verbs.deliver(acting_as("handler"), one, TODAY)
    assert one.late_days == 5  # Sunday 20 September is worked
    with pytest.raises(Incomplete):
        verbs.rate(acting_as("handler"), one, scores | {"fee": 6})
    verbs.rate(acting_as("handler"), one, scores)
    with pytest.raises(Conflict):
        verbs.rate(acting_as("handler"), one, scores)


def test_candidates_are_agencies_of_the_register(build: AgencyBuilder, acting_as: Acting) -> None:
    one, other = build.engagement(), build.agency()
    with pytest.raises(NotFound):
        verbs.name_candidates(acting_as("handler"), one, [credit_code(9_999_999)])
    with pytest.raises(Incomplete):
        verbs.name_candidates(acting_as("handler"), one, ["", " "])
    verbs.name_candidates(acting_as("handler"), one, [other.uscc, one.agency.uscc, other.uscc])
    verbs.name_candidates(acting_as("handler"), one, [other.uscc])
    assert {row.agency_id for row in one.candidates} == {other.id, one.agency_id}


def test_the_agencies_of_a_case_are_found_again(build: AgencyBuilder, acting_as: Acting, session: Session) -> None:
    agency = build.agency()
    first = verbs.note_case(acting_as("window"), agency, "鼓审2026-1", build.organ.id)
    assert verbs.note_case(acting_as("window"), agency, " 鼓审2026-1 ", build.organ.id) is first
    assert queries.agencies_in_case(session, "鼓审2026-1") == [agency]
    with pytest.raises(Incomplete):
        verbs.note_case(acting_as("window"), agency, " ", build.organ.id)


def test_nobody_finds_an_agency_of_another_county(
    build: AgencyBuilder, acting_as: Acting, session: Session, world: World
) -> None:
    agency = build.agency()
    with pytest.raises(NotFound):
        queries.agency_for(session, acting_as("other_handler").actor.scope, agency.id)
    assert session.get(Agency, agency.id) is agency
