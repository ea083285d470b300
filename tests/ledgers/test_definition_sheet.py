"""A definition as one file: written, read back the same, checked before anything is taken over."""

import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.ledgers.fields import LedgerField
from app.ledgers.fields.checking import check_field
from app.ledgers.models import Ledger
from app.ledgers.operations import draft_ledger, edit_definition
from app.ledgers.operations.definitions import RULES as PARTS
from app.ledgers.sheets.definition import carry_out_definitions, plan_definitions, write_definitions
from app.ledgers.words import Approver, Cadence, Kind
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import read_book
from tests import few
from tests.conftest import NOW
from tests.ledgers.samples import EVERY_KIND, RULES
from tests.web import RunningProgram
from tests.world import World

LABELS = st.text("甲乙丙丁面积单价日期abcXYZ（）0123", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
TEXTS = st.text("走访记录。 abc12-", max_size=20).map(str.strip)


@st.composite
def fields(draw: Any) -> tuple[LedgerField, ...]:
    """Draw fields that pass the check; the first one stands in the list."""
    made: list[LedgerField] = [LedgerField("first", "首项", listed=True, public=True)]
    kinds = [Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.PERSON, Kind.PHOTO, Kind.TABLE]
    for number, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=5))):
        public = draw(st.booleans())
        more: dict[str, Any] = {
            "hint": draw(TEXTS),
            "example": draw(TEXTS),
            "required": draw(st.booleans()),
            "public": public,
            "masked": public and draw(st.booleans()),
        }
        if kind not in (Kind.PHOTO, Kind.TABLE):
            more |= {"listed": draw(st.booleans()), "filtered": draw(st.booleans())}
        if kind is Kind.CHOICE:
            more["choices"] = tuple(draw(st.lists(LABELS, min_size=2, max_size=4, unique=True)))
        if kind is Kind.NUMBER:
            more |= {
                "unit": draw(st.sampled_from(["", "亩", "人次"])),
                "least": draw(st.sampled_from(["", "0", "1.5"])),
            }
        if kind is Kind.TABLE:
            more["columns"] = (LedgerField("one", "一"), LedgerField("two", "二", Kind.MONEY, required=True))
        item = LedgerField(f"f{number}", f"{draw(LABELS)}{number}", kind, **more)
        check_field(item, (*made, item))
        made.append(item)
    return tuple(made)


def act_of(session: Any, county: int) -> Act:
    return platform_act(session, Channel.COMMAND, NOW, county)


def written(ledger: Ledger) -> bytes:
    kept = io.BytesIO()
    write_definitions(kept, [ledger.versions[-1]])
    return kept.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_definition_of_every_kind_is_taken_over_as_it_is(program: RunningProgram, language: str) -> None:
    with program.app.test_request_context(headers={"Accept-Language": language}):
        from app.surfaces.database import db

        session = db.session()
        world = World(session)
        with open_act(act_of(session, 350102)) as act:
            here = draft_ledger(act, world.organisation("gulou"), "visits", {**RULES, "duties": ["clerk"]})
            edit_definition(act, here, {"fields": EVERY_KIND})
            book = read_book(written(here))
            plan = plan_definitions(act, world.organisation("taijiang"), book)
            told = [(f.column, str(f.refusal)) for one in plan.sections for r in one.rows for f in r.faults]
            assert told == []
            counts, made = carry_out_definitions(act, plan)
            assert (counts.new, counts.changed) == (1, 0)
            assert made[0].versions[-1].items == EVERY_KIND
            again = plan_definitions(act, world.organisation("taijiang"), book)
            assert [one.row.fate for one in again.definitions.values()] == [Fate.SAME]
        session.rollback()
        db.session.remove()


@given(
    fields(),
    st.sampled_from(list(Cadence)),
    st.sampled_from(list(Approver)),
    st.integers(0, 366),
    st.booleans(),
    st.lists(st.sampled_from(["village", "town", "organ"]), min_size=1, unique=True),
    TEXTS,
)
@settings(deadline=None, max_examples=few(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_export_and_import_give_back_what_was_defined(
    site: Flask,
    items: tuple[LedgerField, ...],
    cadence: Cadence,
    approver: Approver,
    due_days: int,
    public: bool,
    bodies: list[str],
    purpose: str,
) -> None:
    with site.test_request_context():
        from app.surfaces.database import db

        session = db.session()
        world = World(session)
        rules = {
            "name": "台账",
            "cadence": cadence,
            "approver": approver,
            "due_days": due_days,
            "public": public,
            "bodies": bodies,
            "purpose": purpose,
        }
        with open_act(act_of(session, 350102)) as act:
            here = draft_ledger(act, world.organisation("gulou"), "one", rules)
            edit_definition(act, here, {"fields": items})
            plan = plan_definitions(act, world.organisation("taijiang"), read_book(written(here)))
            _counts, (there,) = carry_out_definitions(act, plan)
            for name in (*PARTS, "fields"):
                assert getattr(there.versions[-1], name) == getattr(here.versions[-1], name), name
        session.rollback()
        db.session.remove()


def test_regions_of_another_county_are_refused(program: RunningProgram) -> None:
    with program.app.test_request_context():
        from app.surfaces.database import db

        session = db.session()
        world = World(session)
        with open_act(act_of(session, 350102)) as act:
            here = draft_ledger(act, world.organisation("gulou"), "one", {**RULES, "regions": ["350102001000"]})
            edit_definition(act, here, {"fields": EVERY_KIND})
            plan = plan_definitions(act, world.organisation("taijiang"), read_book(written(here)))
            assert len(plan.faulty) == 1
            assert "350102001000" in str(plan.rows[0].faults[0].refusal)
        session.rollback()
        db.session.remove()
