"""Each condition of trading: how it comes about, how the like is no alert, and how it ends."""

from datetime import timedelta
from decimal import Decimal

from app.kernel.points import Severity
from app.trading.jobs import look_at_trees
from app.trading.words import CallAnswer, NotFirst
from tests.trading import contracts, papers
from tests.trading.course import DAY
from tests.trading.faults import (
    ACCOUNTS,
    amended,
    amended_often,
    among_peers,
    amount_restored,
    awarded_again,
    complained,
    complained_about,
    drawn,
    ended,
    entered_later,
    expert_from_the_buyer,
    expert_tied,
    laid_aside,
    large,
    left,
    objected,
    other_amount,
    overpaid,
    paid_from,
    prepared_for,
    published,
    raised_limit,
    refunded,
    restored,
    rewritten,
    scored,
    sent_back,
    sold_for,
    stopped,
    swapped,
    taken_back,
    taken_late,
    tied_to_the_buyer,
    under_one_hand,
    used_early,
)
from tests.trading.publications import PUBLISHED, secured
from tests.trading.scenario import Scenario
from tests.trading.scenarios_registers import REGISTERS

RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
YES, NO, SILENT, AWAY = CallAnswer.YES, CallAnswer.NO, CallAnswer.SILENT, CallAnswer.RECUSED


SCENARIOS = {
    "T05.late": Scenario(YELLOW, lambda t: amended(t, 14), lambda t: amended(t, 15), stopped),
    "T05.many": Scenario(YELLOW, lambda t: amended_often(t, 3), lambda t: amended_often(t, 2), stopped),
    "T05.went_on": Scenario(YELLOW, lambda t: laid_aside(t, moved=True), lambda t: laid_aside(t, moved=False), stopped),
    "T38.answer": Scenario(YELLOW, lambda t: objected(t, 4), lambda t: objected(t, 3), stopped),
    "T38.examined": Scenario(
        YELLOW, lambda t: complained(t, 6, 7), lambda t: complained(t, 3, 7), stopped, supervisor=True
    ),
    "T38.decided": Scenario(
        YELLOW, lambda t: complained(t, 1, 50), lambda t: complained(t, 1, 40), stopped, supervisor=True
    ),
    "T38.heap": Scenario(YELLOW, lambda t: complained_about(t, 2), lambda t: complained_about(t, 1), stopped),
    "T04.sale": Scenario(YELLOW, lambda t: sold_for(t, 4), lambda t: sold_for(t, 5), stopped),
    "T04.prepare": Scenario(YELLOW, lambda t: prepared_for(t, 19), lambda t: prepared_for(t, 20), stopped),
    "T07.bond": Scenario(
        YELLOW, lambda t: published(t, bond=Decimal("40000.01")), lambda t: published(t, bond=Decimal(40_000)), stopped
    ),
    "T07.bond_most": Scenario(YELLOW, lambda t: large(t, "800000.01"), lambda t: large(t, "800000"), stopped),
    "T07.refund": Scenario(YELLOW, sent_back, lambda t: sent_back(t, 5), entered_later, centre=True),
    "T13.account": Scenario(
        RED, lambda t: paid_from(t, ACCOUNTS | {3: ACCOUNTS[1]}), lambda t: paid_from(t, ACCOUNTS), stopped
    ),
    "T13.basic": Scenario(
        YELLOW,
        lambda t: paid_from(t, ACCOUNTS, {1: "35050100240700000009", 2: ACCOUNTS[2]}),
        lambda t: paid_from(t, ACCOUNTS, ACCOUNTS),
        stopped,
    ),
    "T14.hand": Scenario(RED, under_one_hand, lambda t: under_one_hand(t, "49.99"), ended),
    "T14.buyer": Scenario(RED, tied_to_the_buyer, lambda t: tied_to_the_buyer(t, left=1), left),
    "T15.withdrawn": Scenario(
        YELLOW,
        lambda t: taken_back(t, 4, 2),
        lambda t: (taken_back(t, 4, 1), taken_back(t, 2, 0)),
        raised_limit("T15.withdrawn", "bids", 5),
    ),
    "T15.gives_up": Scenario(
        YELLOW,
        lambda t: t.course().awarded_to(2, NotFirst.GIVES_UP),
        lambda t: (t.course().awarded_to(2, NotFirst.UNABLE), t.course().awarded_to()),
        raised_limit("T15.gives_up", "percent", 6),
    ),
    "T16.few": Scenario(
        YELLOW,
        lambda t: t.course().judged_with((1, "1980000"), (1, "1970000"), (2, "1900000")),
        lambda t: (t.course().opened_with(), t.course().closed_with((1, "1980000"), (2, "1970000"))),
        stopped,
    ),
    "T16.single": Scenario(
        RED,
        lambda t: t.course().judged_with((1, "1980000"), (1, "1970000"), (1, "1960000")),
        lambda t: t.course().judged_with((1, "1980000"), (1, "1970000"), (2, "1960000")),
        stopped,
    ),
    "T17.late": Scenario(
        YELLOW,
        lambda t: t.course().closed_with(),
        lambda t: (t.course().opened_with(late=30 * MINUTE), t.course().closed_with((1, "1980000"))),
        stopped,
        centre=True,
    ),
    "T17.early": Scenario(
        RED, lambda t: used_early(t, -SECOND), lambda t: used_early(t, timedelta()), stopped, centre=True
    ),
    "T17.late_bid": Scenario(
        RED, lambda t: taken_late(t, SECOND), lambda t: taken_late(t, timedelta()), stopped, centre=True
    ),
    "T17.changed": Scenario(
        RED, swapped, lambda t: look_at_trees(t.course().closed_with().acting_as(None)), restored, centre=True
    ),
    "T18.identical": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1900000"), (2, "1900000"), (3, "1800000")),
        lambda t: t.course().opened_with((1, "1900000"), (1, "1900000"), (2, "1800000")),
        stopped,
    ),
    "T19.differences": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1800000"), (2, "1820000"), (3, "1840000"), (4, "1860000")),
        lambda t: t.course().opened_with((1, "1800000"), (2, "1820000"), (3, "1840000")),
        stopped,
    ),
    "T20.variance": Scenario(
        BLUE,
        lambda t: among_peers(t, "1880000", "1899000", "1900000"),
        lambda t: (
            t.course().opened_with((1, "1880000"), (2, "1899000"), (3, "1900000")),
            among_peers(t, "1700000", "1820000", "1950000"),
        ),
        stopped,
    ),
    "T21.distance": Scenario(
        BLUE,
        lambda t: t.course().opened_with((1, "1800000"), (2, "1801000"), (3, "1900000")),
        lambda t: t.course().opened_with((1, "1800000"), (2, "1802000"), (3, "1900000")),
        stopped,
    ),
    "T22.ceiling": Scenario(
        YELLOW,
        lambda t: t.course().opened_with((1, "1951000"), (2, "1975000"), (3, "1989000")),
        lambda t: t.course().opened_with((1, "1949000"), (2, "1975000"), (3, "1989000")),
        stopped,
    ),
    **REGISTERS,
    **PUBLISHED,
    "T07.performance": Scenario(
        YELLOW,
        lambda t: secured(t, "180000.01"),
        lambda t: (secured(t, "180000"), secured(t, None)),
        raised_limit("T07.performance", "percent", 11),
    ),
    "T08.machine": Scenario(RED, papers.one_machine, papers.on_the_terminal, stopped),
    "T09.upload": Scenario(YELLOW, papers.one_address, papers.from_the_hall, stopped),
    "T10.text": Scenario(RED, papers.one_text, papers.from_templates, stopped),
    "T10.marks": Scenario(YELLOW, papers.one_hand, papers.on_one_form, stopped),
    "T10.mixed": Scenario(RED, papers.mixed_up, papers.as_a_partner, stopped),
    "T11.contact": Scenario(RED, papers.one_telephone, papers.of_the_notice, stopped),
    "T12.team": Scenario(RED, papers.one_person, papers.namesakes, stopped),
    "T23.prices": Scenario(RED, papers.same_prices, papers.own_prices, stopped),
    "T23.errors": Scenario(RED, papers.same_errors, papers.rounded, stopped),
    "T28.early": Scenario(YELLOW, lambda t: drawn(t, DAY + MINUTE), lambda t: drawn(t, DAY), stopped, centre=True),
    "T28.passed_over": Scenario(
        YELLOW,
        lambda t: t.course().seated_with(NO, SILENT, NO),
        lambda t: t.course().seated_with(NO, SILENT, AWAY),
        stopped,
        centre=True,
    ),
    "T29.bidder": Scenario(
        RED, expert_tied, lambda t: expert_tied(t, 1096), lambda _trades, course: course.reject(2), centre=True
    ),
    "T29.buyer": Scenario(
        RED, expert_from_the_buyer, lambda t: expert_from_the_buyer(t, gone=True), stopped, centre=True
    ),
    "T31.flat": Scenario(
        YELLOW,
        lambda t: scored(t, lambda who, offer: 30 if who == 2 else 30 + offer),
        lambda t: scored(t, lambda who, offer: 30 + (offer == who % 3)),
        stopped,
        centre=True,
    ),
    "T32.lowest": Scenario(
        YELLOW,
        lambda t: t.course().awarded_to(rejected=[2]),
        lambda t: t.course().awarded_to(rejected=[3]),
        raised_limit("T32.lowest", "percent", 6),
        centre=True,
    ),
    "T32.only": Scenario(
        YELLOW,
        lambda t: t.course().awarded_to(rejected=[1, 3]),
        lambda t: t.course().awarded_to(rejected=[1]),
        raised_limit("T32.only", "rejected", 3),
        centre=True,
    ),
    "T33.not_first": Scenario(RED, rewritten, lambda t: t.course().awarded_to(2, NotFirst.NO_SECURITY), awarded_again),
    "T33.shown_late": Scenario(
        YELLOW, lambda t: t.course().ranked_with(), lambda t: t.course().ranked_with().show(3 * DAY), stopped
    ),
    "T34.late": Scenario(
        YELLOW,
        lambda t: (course := t.course(), course.awarded_to()),
        lambda t: t.course().contracted(30),
        lambda _trades, told: told[0].signed(told[1], 30, entered=10),
    ),
    "T12.busy": Scenario(
        YELLOW, contracts.led_by_one, lambda t: contracts.led_by_one(t, manager=50), contracts.finished_before
    ),
    "T35.price": Scenario(RED, other_amount, lambda t: t.course().contracted(), amount_restored),
    "T35.paid": Scenario(
        YELLOW, lambda t: overpaid(t, "900000", "900000.01"), lambda t: overpaid(t, "900000", "900000"), refunded
    ),
}
