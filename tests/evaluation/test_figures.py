"""Every figure equals the rows that it opens, for every reader; frozen months keep what they said."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.domains import DOMAINS
from app.evaluation.counting import count_figures, count_night, count_today
from app.evaluation.models import FigureEdition, FigureValue, Grain
from app.evaluation.queries import Asked, Told, changed_since_frozen, counted_at, rows_of, told_by
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.figures import FIGURES, Figure, Rows, Unit
from app.kernel.places import Scope
from tests.conftest import NOW
from tests.evaluation.rows import MONTHS, ORGANS, Planter, plant_rows
from tests.world import World

ALL = Asked(MONTHS[0], MONTHS[-1])
CODES = sorted(FIGURES)
READERS = ("everybody", "county", "organ", "nobody")


@pytest.fixture
def planted(session: Session, acting_as: Callable[..., Act]) -> Iterator[Planter]:
    act = acting_as(None)
    planter = plant_rows(session)
    count_night(act)
    yield planter


def scope_of(planter: Planter, reader: str) -> Scope:
    organ = planter.organs[ORGANS[0]]
    county = frozenset({organ.county})
    return {
        "everybody": Scope.everything(),
        "county": Scope(county, None),
        "organ": Scope(county, frozenset({organ.id})),
        "nobody": Scope(),
    }[reader]


def counted(session: Session, rows: Rows, scope: Scope, asked: Asked) -> int:
    found = rows_of(rows, scope, asked, NOW, rows.model.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def test_figures_equal_the_rows_that_they_open_for_every_reader(session: Session, planted: Planter) -> None:
    wrong: list[Any] = []
    compared = 0
    for reader in READERS:
        scope = scope_of(planted, reader)
        for code, figure in FIGURES.items():
            questions = [(ALL, told_by(session, scope, [code], ALL).get((code,), Told()))]
            for grain in Grain:
                for by in (("period",), ("organisation_id",), ("key",)) if grain is Grain.ORGANISATION else (("key",),):
                    asked = Asked(ALL.first, ALL.last, grain=grain)
                    for (_code, of), told in told_by(session, scope, [code], asked, *by).items():
                        narrowed = {
                            "period": Asked(of, of, grain=grain),
                            "organisation_id": Asked(ALL.first, ALL.last, of, grain=grain),
                            "key": Asked(ALL.first, ALL.last, None, (str(of),), grain),
                        }[by[0]]
                        questions.append((narrowed, told))
            for asked, told in questions:
                shown = (told.numerator, told.denominator)
                opened = [counted(session, rows, scope, asked) for rows in figure.sides]
                compared += 1
                if shown != (opened[0], opened[1] if figure.among else 0):
                    wrong.append((reader, code, asked, shown, opened))
    assert wrong == []
    assert compared > 25 * len(FIGURES)


def test_every_figure_has_rows_in_this_test_and_tells_them_apart(session: Session, planted: Planter) -> None:
    told = told_by(session, Scope.everything(), CODES, ALL)
    assert {code for code in CODES if told.get((code,), Told()).numerator == 0} == set()
    alike = {code for code in CODES if FIGURES[code].unit is Unit.SHARE and told[code,].value(Unit.SHARE) in (0, 1)}
    assert alike == set()
    organ = told_by(session, scope_of(planted, "organ"), CODES, ALL)
    assert {code for code in CODES if organ[code,].numerator == told[code,].numerator} == set()
    assert told_by(session, Scope(), CODES, ALL) == {}


def test_a_figure_says_what_it_counts_and_no_join_doubles_a_row(session: Session, planted: Planter) -> None:
    names = {domain.name for domain in DOMAINS} | {"alerts"}
    for code, figure in FIGURES.items():
        assert figure.meaning.endswith(".")
        assert code.split(".")[0] in names
        for rows in figure.sides:
            ids = session.scalars(rows_of(rows, Scope.everything(), ALL, NOW, rows.model.id)).all()
            assert len(ids) == len(set(ids)) > 0, code
            shown = session.scalars(rows_of(rows, Scope.everything(), ALL, NOW, rows.shown[1])).all()
            assert None not in shown, code


def test_days_have_a_middle_and_what_nine_in_ten_kept(session: Session, planted: Planter) -> None:
    figure = FIGURES["approvals.days"]
    told = told_by(session, Scope.everything(), [figure.code], ALL)[figure.code,]
    days = sorted(session.scalars(rows_of(figure.counts, Scope.everything(), ALL, NOW, figure.counts.days)))
    assert told.numerator == len(days) > 20
    assert told.quantile(0.5) == days[-(-len(days) // 2) - 1]
    assert told.quantile(0.9) == days[-(-len(days) * 9 // 10) - 1]


def test_a_month_without_rows_is_zero_and_one_never_counted_is_not_known(session: Session, planted: Planter) -> None:
    session.execute(delete(FigureValue))
    months = told_by(session, Scope.everything(), ["alerts.raised"], Asked(202601, 202612), "period")
    assert {period: told.numerator for (_code, period), told in months.items()} == dict.fromkeys(MONTHS, 0)


def editions(session: Session, code: str) -> dict[int, list[tuple[int, bool]]]:
    found: dict[int, list[tuple[int, bool]]] = {}
    for one in session.scalars(select(FigureEdition).where(FigureEdition.code == code).order_by(FigureEdition.edition)):
        if one.county == 350102:
            found.setdefault(one.period, []).append((one.edition, one.current))
    return found


def test_months_that_ended_are_frozen_and_the_one_that_runs_is_counted_again(
    session: Session, planted: Planter, acting_as: Callable[..., Act]
) -> None:
    code = "approvals.received"
    frozen = {month: [(1, True)] for month in MONTHS[:-1]}
    assert editions(session, code) == frozen | {202609: [(0, True)]}
    before = told_by(session, Scope.everything(), [code], Asked(202609, 202609))[code,].numerator
    home = planted.organs[ORGANS[0]]
    planted.row(Case, home=home, received_at=NOW, accepted_at=None)
    later = acting_as(None, NOW + timedelta(hours=1))
    count_today(later)
    assert told_by(session, Scope.everything(), [code], Asked(202609, 202609))[code,].numerator == before + 1
    assert editions(session, code) == frozen | {202609: [(0, True)]}
    assert counted_at(session, Scope.everything()) == later.at
    count_night(acting_as(None, NOW + timedelta(days=10)))
    assert editions(session, code) == frozen | {202609: [(1, True)], 202610: [(0, True)]}


def test_a_later_change_of_history_is_a_new_edition_and_says_so(
    session: Session, planted: Planter, acting_as: Callable[..., Act]
) -> None:
    code, month = "approvals.received", 202607
    asked = Asked(month, month)
    assert changed_since_frozen(session, Scope.everything(), code, asked) == []
    before = told_by(session, Scope.everything(), [code], asked)[code,].numerator
    first = session.scalars(
        select(FigureEdition).where(
            FigureEdition.code == code, FigureEdition.period == month, FigureEdition.county == 350102
        )
    ).one()
    kept = session.scalars(select(FigureValue.numerator).where(FigureValue.edition_id == first.id)).all()
    planted.row(Case, home=planted.organs[ORGANS[0]], received_at=NOW - timedelta(days=70))
    told = count_night(acting_as(None, NOW + timedelta(days=1)))
    assert told["changed"] == 1
    assert editions(session, code)[month] == [(1, False), (2, True)]
    assert told_by(session, Scope.everything(), [code], asked)[code,].numerator == before + 1
    assert session.scalars(select(FigureValue.numerator).where(FigureValue.edition_id == first.id)).all() == kept
    (changed,) = changed_since_frozen(session, Scope.everything(), code, asked)
    assert changed.edition == 2
    trail = session.scalars(select(TrailRow).where(TrailRow.verb == "figures.changed")).all()
    assert [row.subject_id for row in trail] == [changed.id]
    assert count_night(acting_as(None, NOW + timedelta(days=2)))["changed"] == 0


def test_counting_twice_writes_nothing_new(session: Session, planted: Planter, acting_as: Callable[..., Act]) -> None:
    rows = lambda: session.execute(select(func.count(), func.sum(FigureValue.numerator)).select_from(FigureValue)).one()  # noqa: E731
    before = rows()
    assert count_night(acting_as(None))["changed"] == 0
    assert rows() == before


def test_a_figure_whose_domain_has_no_rows_is_absent(
    session: Session, acting_as: Callable[..., Act], world: World
) -> None:
    count_night(acting_as(None))
    assert told_by(session, Scope.everything(), ["trading.bidders"], ALL, "period") == {}
    assert (
        session.scalar(select(func.count()).select_from(FigureEdition).where(FigureEdition.code == "trading.bidders"))
        == 0
    )


def test_a_share_without_a_denominator_is_refused_when_declared() -> None:
    rows = Rows(Case, Case.received_at)
    with pytest.raises(ValueError, match="denominator"):
        Figure("a.b", "t", rows, "m.", Unit.SHARE)
    with pytest.raises(ValueError, match="days"):
        Figure("a.b", "t", rows, "m.", Unit.DAYS)


def test_figures_are_counted_one_by_one_too(session: Session, planted: Planter, acting_as: Callable[..., Act]) -> None:
    session.execute(delete(FigureValue))
    session.execute(delete(FigureEdition))
    count_figures(acting_as(None), [FIGURES["alerts.raised"]], 0)
    assert set(session.scalars(select(FigureEdition.code))) == {"alerts.raised"}
