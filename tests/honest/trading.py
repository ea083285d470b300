"""Honest courses of trading: notices, bids, openings, committees, awards, contracts."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.funds.models import Account
from app.funds.operations import close_account, reverse_movement
from app.funds.words import AccountKind
from app.kernel.act import local_day
from app.parties.operations import tie_parties
from app.parties.words import TieWord
from app.trading.jobs import look_at_trees
from app.trading.operations import (
    answer_call,
    examine,
    keep_bond,
    note_answer,
    object_to,
    propose_addendum,
    publish_addendum,
    seat_committee,
    withdraw,
    withdraw_complaint,
)
from app.trading.words import CallAnswer, ListingWhat, Medium, NotFirst, TradeKind
from tests.honest.registry import Courses
from tests.parties.building import person
from tests.trading import contracts, papers, publications, registers
from tests.trading import faults as kept
from tests.trading.course import AGO, DAY, Trades

TRADING = Courses(Trades)
NO, AWAY, YES = CallAnswer.NO, CallAnswer.RECUSED, CallAnswer.YES


def on_sale_for_five_days(t: Trades) -> None:
    kept.sold_for(t, 5)
    kept.sold_for(t, 3).stop()


def twenty_days(t: Trades) -> None:
    course = kept.prepared_for(t, 12)
    later = course.now + 20 * DAY
    propose_addendum(course.clerk(), course.project, "延长投标截止时间", substantive=False, deadline=later)
    publish_addendum(course.head(), course.project)
    kept.prepared_for(t, 12).stop()


def two_percent(t: Trades) -> None:
    kept.published(t, bond=Decimal(40_000))


def eight_hundred_thousand(t: Trades) -> None:
    kept.large(t, "800000")


def on_the_fifth_day(t: Trades) -> None:
    """Sent back on the fifth day and entered a month later; and one that is kept, as its bidder gave up."""
    course, signed = kept.sent_back(t)
    course.refund(signed + 5 * DAY, entered=20)
    course = t.course()
    course.bonds = {2: kept.ACCOUNTS[2]}
    course.signed(course.awarded_to(2, NotFirst.GIVES_UP), 9)
    keep_bond(course.head(course.awarded_at() + 10 * DAY), course.paid_bonds()[0], "无正当理由放弃中标")


def each_from_its_own(t: Trades) -> None:
    """Three accounts at one bank; and one company that bids twice, paying from one account, until it is stopped."""
    kept.paid_from(t, kept.ACCOUNTS)
    course = t.course()
    course.bonds = kept.ACCOUNTS
    course.opened_with((1, "1980000"), (1, "1970000"), (2, "1900000"), (3, "1890000"))


def a_new_basic_account(t: Trades) -> None:
    """One bidder changed its basic account before it paid; of another none is known."""
    course = t.course()
    course.bonds, course.basic = kept.ACCOUNTS, {1: "35050100240700000009"}
    course.published()
    course.pay_bond(1)
    account = course.session.scalars(select(Account).where(Account.account_kind == str(AccountKind.BASIC))).one()
    close_account(course.centre(), account, local_day(course.now) - DAY)
    course.basic = {1: kept.ACCOUNTS[1]}
    again = t.course()
    again.bonds, again.basic = kept.ACCOUNTS, {1: kept.ACCOUNTS[1]}
    again.opened_with()


def small_holder(t: Trades) -> None:
    """One holder of a third of both; a controller of two whose tender was stopped."""
    kept.under_one_hand(t, "33")
    course = t.course().opened_with((4, "1980000"), (5, "1970000"), (6, "1960000"))
    owner = person(course.acting_as(None))
    for serial in (4, 5):
        tie_parties(course.acting_as(None), owner, TieWord.LEGAL, course.firm(serial))
    course.stop()


def officer_who_left(t: Trades) -> None:
    kept.tied_to_the_buyer(t, left=3)


def only_two_came(t: Trades) -> None:
    """Of four that handed in three stay; and of two that came one hands in twice."""
    kept.taken_back(t, 4, 1)
    course = kept.published(t)
    for serial, price in ((1, "1980000"), (2, "1970000"), (2, "1960000")):
        course.bid(serial, price, course.now)
    kept.close_bidding(course.centre(course.deadline), course.project)


def flood(t: Trades) -> None:
    t.course().awarded_to(2, NotFirst.UNABLE)


def three_came(t: Trades) -> None:
    """Three bid and one is rejected; two bid and the lot fails; one of three bids twice and the tender is stopped.

    And one that was opened just now, which its centre is about to stop.
    """
    t.course().ranked_with(1)
    t.course().closed_with((1, "1980000"), (2, "1970000"))
    t.course().judged_with((1, "1980000"), (1, "1970000"), (2, "1960000")).stop()
    t.course().opened_with((1, "1980000"), (1, "1970000"), (2, "1960000"))


def alone_and_stopped(t: Trades) -> None:
    t.course().closed_with((1, "1980000"))
    t.course().judged_with((1, "1980000"), (1, "1970000"), (1, "1960000")).stop()
    t.course().opened_with((1, "1980000"), (1, "1970000"), (1, "1960000"))


def in_half_an_hour(t: Trades) -> None:
    t.course().opened_with(late=timedelta(minutes=30))
    t.course().closed_with((1, "1980000"))
    t.course().closed_with().stop()


def on_the_second(t: Trades) -> None:
    kept.used_early(t, timedelta())
    kept.used_early(t, -DAY).stop()


def handed_in_on_the_second(t: Trades) -> None:
    kept.taken_late(t, timedelta())


def replaced_and_withdrawn(t: Trades) -> None:
    """One company replaces its bid, another takes its own back; their receipts stay in the tree."""
    course = kept.published(t)
    for serial, price in ((1, "1980000"), (1, "1970000"), (2, "1960000"), (3, "1950000"), (4, "1940000")):
        course.bid(serial, price, course.now)
    withdraw(course.centre(), course.project.lots[0], course.tokens[course.bidder(4).uscc])
    kept.close_bidding(course.centre(course.deadline), course.project)
    look_at_trees(course.acting_as(None))


def fixed_price(t: Trades) -> None:
    """One company hands in twice at one price; three bid a price that was fixed."""
    t.course().opened_with((1, "1900000"), (1, "1900000"), (2, "1800000"))
    t.course().opened_with((1, "1990000"), (2, "1990000"), (3, "1990000"))


def uneven_steps(t: Trades) -> None:
    """Steps that differ, two of them small by chance; and three bids, of which nobody can tell."""
    t.course().opened_with((1, "1800000"), (2, "1800900"), (3, "1849000"), (4, "1870000"))
    t.course().opened_with((1, "1800000"), (2, "1820000"), (3, "1849000"), (4, "1860000"))
    t.course().opened_with((1, "1800000"), (2, "1820000"), (3, "1840000"))


def usual_prices(t: Trades) -> None:
    t.course().opened_with()


def well_below(t: Trades) -> None:
    """The winner stays more than two percent below the ceiling; so do two who bid the same price."""
    t.course().opened_with((1, "1900000"), (2, "1900000"), (3, "1800000"))
    t.course().opened_with((1, "1949000"), (2, "1975000"), (3, "1989000"))


def a_day_before(t: Trades) -> None:
    kept.drawn(t, DAY)


def two_cannot_come(t: Trades) -> None:
    t.course().seated_with(NO, AWAY, NO)


def three_decline_themselves(t: Trades) -> None:
    """By their own accounts: the centre passed nobody over."""
    two_cannot_come(t)
    course = t.course().opened_with()
    members = course.drawn(course.deadline).members
    for member in members[:3]:
        answer_call(course.centre(course.deadline), member, NO)
    for member in members[3:8]:
        note_answer(course.centre(course.deadline), member, YES)
    seat_committee(course.centre(course.deadline), course.project)


def years_ago(t: Trades) -> None:
    """He left the bidder more than three years before; a tied bid was rejected."""
    kept.expert_tied(t, 1096)
    course = t.course()
    course.bids = ((4, "1980000"), (5, "1800000"), (6, "1900000"))
    course.seated_with()
    act, day = course.acting_as(None), local_day(course.deadline)
    tie_parties(act, kept.expert_of(course), TieWord.EMPLOYEE, course.firm(5), from_on=day - 900 * DAY)
    course.reject(5)


def left_the_buyer(t: Trades) -> None:
    kept.expert_from_the_buyer(t, gone=True)


def some_equal(t: Trades) -> None:
    kept.scored(t, lambda who, offer: 30 + (offer == who % 3))


def dear_one_rejected(t: Trades) -> None:
    """A middling bid is rejected and the dearest, the best one, wins; the lowest one was good enough to stay."""
    course = t.course()
    course.best = 0
    course.awarded_to(rejected=[3])


def another_stays(t: Trades) -> None:
    """Two of four are rejected, and one beside the winner stays; one of three is rejected."""
    course = t.course()
    course.bids = ((1, "1980000"), (2, "1800000"), (3, "1900000"), (4, "1850000"))
    course.awarded_to(rejected=[1, 3])
    t.course().awarded_to(rejected=[1])


def first_gives_up(t: Trades) -> None:
    t.course().awarded_to(2, NotFirst.GIVES_UP)


def third_day(t: Trades) -> None:
    t.course().ranked_with().show(3 * DAY)
    t.course().ranked_with().stop()


def thirtieth_day(t: Trades) -> None:
    course = t.course()
    course.signed(course.awarded_to(), 30, entered=5)


def one_after_the_other(t: Trades) -> None:
    """A manager whose other work was finished before, or had its last day long ago; and another manager of one bidder."""
    first = contracts.won(t, manager=50).contracted(2)
    contracts.finished_before(t, first)
    contracts.led_by_one(t, manager=50, ago=40)
    contracts.won(t, ago=AGO + 200 * DAY).contracted(5)


def to_the_cent(t: Trades) -> None:
    t.course().contracted()


def last_instalment(t: Trades) -> None:
    """Paid to the last cent; and a payment too much that was taken back."""
    kept.overpaid(t, "900000", "900000")
    reverse_movement(t.acting_as(None), kept.overpaid(t, "1700000", "200000"), "重复付款")


def put_right(t: Trades) -> None:
    """A misprint on the last day; a change on the fifteenth; one with a later deadline; one put right by a later one."""
    kept.amended(t, 1, substantive=False)
    kept.amended(t, 15)
    moved = kept.published(t)
    moved.amend(moved.deadline - 5 * DAY, later=10)
    course = kept.published(t)
    course.amend(course.deadline - 5 * DAY)
    course.amend(course.deadline - 4 * DAY, substantive=False, later=10)


def two_changes_and_a_halt(t: Trades) -> None:
    course = kept.amended_often(t, 2)
    course.amend(course.now, substantive=False)
    course.answer(object_to(course.centre(), course.project, "业绩要求过高。", "某公司", "0591-1"), course.now + DAY)


def entered_at_once(t: Trades) -> None:
    kept.laid_aside(t, moved=False)
    kept.objected(t, 3)


def on_the_last_day(t: Trades) -> None:
    """The third day in works; the seventh working day in a procurement."""
    kept.objected(t, 3)
    kept.objected(t, 11, TradeKind.PROCUREMENT)


def on_the_third_working_day(t: Trades) -> None:
    kept.complained(t, 5, 6)
    kept.complained(t, 7, 8, TradeKind.PROCUREMENT)


def on_the_thirtieth_working_day(t: Trades) -> None:
    kept.complained(t, 0, 42)
    course = kept.published(t)
    withdraw_complaint(course.centre(), course.complain(course.now, examined=course.now))


def one_of_three(t: Trades) -> None:
    course = kept.published(t)
    course.complain(course.now, examined=course.now)
    examine(course.centre(), course.complain(course.now), "没有明确的请求。", accepted=False)
    withdraw_complaint(course.centre(), course.complain(course.now))


def parts_that_stay_below(t: Trades) -> None:
    """Parts below the limit together, years apart, of another item, by another law, at another body; and one tender among those invited."""
    registers.purchase(t, 150, 366)
    registers.purchase(t, 50, 40)
    registers.purchase(t, 199)
    registers.purchase(t, 160, item="A0802")
    registers.purchase(t, 60, category="services")
    registers.purchase(t, 150, approval="鼓发改〔2026〕9号")
    registers.purchase(t, 150, trade_kind="procurement")
    registers.purchase(t, 399, item="B1", organisation_id=t.world.organisation("gulou-health").id)
    registers.purchase(t, 500, item="B1", approval="鼓发改〔2026〕9号")
    registers.purchase(t, 5, item="B1")
    registers.purchase(t, 350, item="C1", ago=20)
    registers.purchase(t, 60, item="C1", approval="鼓发改〔2026〕9号")


def one_just_below(t: Trades) -> None:
    """One just below the limit; others well below, approved, of another kind, of another body, long ago."""
    registers.purchase(t, 399, 366, item="A1")
    registers.purchase(t, 399, item="A2")
    registers.purchase(t, 300, item="A3")
    registers.purchase(t, 390, item="A4", approval="鼓发改〔2026〕9号")
    registers.purchase(t, 395, item="A5", organisation_id=t.world.organisation("gulou-health").id)
    registers.purchase(t, 190, item="A6", category="goods")
    registers.purchase(t, 195, item="A7", trade_kind="procurement")
    registers.purchase(t, 450, item="A8", approval="鼓发改〔2026〕9号")


def approved_or_small(t: Trades) -> None:
    registers.purchase(t, 400, approval="鼓发改〔2026〕9号")
    registers.purchase(t, 399)


def after_two_failures(t: Trades) -> None:
    registers.purchase(t, 90, approval="鼓发改〔2026〕9号", failed_rounds=2)
    registers.purchase(t, 90, approval="鼓财〔2026〕9号", failed_rounds=1, trade_kind="procurement")
    registers.purchase(t, 90)


def listed_to_the_day(t: Trades) -> None:
    """Property and land listed, noticed, appraised and priced exactly as the law lets them be."""
    registers.listing(t, days=30)
    registers.listing(t, ListingWhat.ASSET, days=20, appraisal=Decimal(5_000_000))
    registers.listing(t, appraisal=Decimal(5_500_000), rounds=2, appraised_on=registers.ago(t, 455))
    registers.listing(t, appraisal=Decimal(9_000_000), rounds=3, approval="鼓国资〔2026〕4号")
    registers.land(
        t, days=10, floor=Decimal(5_000_000), appraisal=Decimal(9_000_000), appraised_on=registers.ago(t, 900)
    )
    begins = registers.ago(t, -5)
    registers.land(t, approval="", listed_from=begins, listed_to=begins + 10 * DAY)
    registers.listing(t, floor=Decimal(9_000_000), notice_on=registers.ago(t, 91))


def sold_among_two(t: Trades) -> None:
    """Two bid, and the price rose by a step; one alone came and did not reach the reserve; nobody entered how many came."""
    registers.deal(t, bidders=2, start=Decimal(4_900_000))
    registers.deal(t, start=Decimal(5_000_000))
    registers.listing(t, bidders=1, start=Decimal(5_000_000))


def alone_at_the_start(t: Trades) -> None:
    """One bidder alone buys at the start price, as the law lets him; two bidders go a step above it."""
    registers.deal(t, bidders=1, start=Decimal(5_000_000))
    registers.deal(t, bidders=2, start=Decimal(4_900_000))


def paid_to_the_day(t: Trades) -> None:
    """Published and paid on the last day; and a deal of yesterday, of which nothing is due yet."""
    for what in ListingWhat:
        registers.deal(t, what)
        on, later = registers.ago(t, 1), registers.ago(t, -30)
        fresh = {"deal_on": on, "contract_on": on, "pay_due_on": later}
        empty = dict.fromkeys(("result_on", "first_paid", "first_paid_on", "paid_up_on"))
        registers.deal(t, what, **fresh, **empty)
    registers.deal(t, result_on=None, paid_up_on=None)
    registers.deal(t, ListingWhat.LAND, first_paid=None, first_paid_on=None)


def forbidden_or_dropped(t: Trades) -> None:
    """A notice that forbids to ask for it, one whose addendum drops it, one that was stopped."""
    publications.asking(t, "路灯更换。评标时不得以指定品牌加分。")
    publications.amended(publications.asking(t), "删除投标人须在本市注册的条件。")
    publications.asking(t).stop()


def on_the_first_day(t: Trades) -> None:
    """On one medium of the law in time and later on others; of a stopped one nothing is asked."""
    publications.published(t, (Medium.NATIONAL, 0), (Medium.PROVINCIAL, 4), (Medium.OTHER, 9))
    publications.published(t, (Medium.NATIONAL, 3)).stop()


def moved_by_an_addendum(t: Trades) -> None:
    """The deadline moved after the notice was printed; blanks in a name; a wrong one of a stopped tender."""
    course = publications.published(t, (Medium.NATIONAL, 0))
    publications.amended(course, "更换电缆规格。", 16)
    publications.noted(course, Medium.PROVINCIAL, 0, deadline=course.deadline, title=" ".join(course.project.name))
    publications.published(t, (Medium.NATIONAL, 0), title="另一个项目").stop()


def on_another_one_before(t: Trades) -> None:
    """On another medium too; alone there while documents are not given out yet; a stopped one."""
    publications.published(t, (Medium.OTHER, 0), (Medium.PROVINCIAL, 0))
    publications.published(t, (Medium.OTHER, 0)).stop()
    kept.published(t)
    course = t.course()
    course.now = t.acting_as(None).at
    first = local_day(course.now) + 2 * DAY
    course.published(sale=(first, first + 6 * DAY), deadline=course.now + 30 * DAY)
    publications.noted(course, Medium.OTHER, published_on=local_day(course.now))


def ten_percent(t: Trades) -> None:
    publications.secured(t, "180000")
    publications.secured(t, None)


TRADING.note(
    {
        "T03.phrase": forbidden_or_dropped,
        "T06.late": on_the_first_day,
        "T06.differs": moved_by_an_addendum,
        "T06.elsewhere": on_another_one_before,
        "T07.performance": ten_percent,
        "T01.split": parts_that_stay_below,
        "T01.below": one_just_below,
        "T02.unapproved": approved_or_small,
        "T02.failed": after_two_failures,
        **dict.fromkeys(("T36.short", "T36.reserve", "T36.stale"), listed_to_the_day),
        **dict.fromkeys(("T37.notice", "T37.listing", "T37.decision", "T37.floor"), listed_to_the_day),
        **dict.fromkeys(("T36.deal", "T36.first", "T37.result", "T37.unpaid"), paid_to_the_day),
        "T16.listed": sold_among_two,
        "T22.start": alone_at_the_start,
        "T05.late": put_right,
        "T12.busy": one_after_the_other,
        "T05.many": two_changes_and_a_halt,
        "T05.went_on": entered_at_once,
        "T38.answer": on_the_last_day,
        "T38.examined": on_the_third_working_day,
        "T38.decided": on_the_thirtieth_working_day,
        "T38.heap": one_of_three,
        "T04.sale": on_sale_for_five_days,
        "T04.prepare": twenty_days,
        "T07.bond": two_percent,
        "T07.bond_most": eight_hundred_thousand,
        "T07.refund": on_the_fifth_day,
        "T13.account": each_from_its_own,
        "T13.basic": a_new_basic_account,
        "T14.hand": small_holder,
        "T14.buyer": officer_who_left,
        "T15.withdrawn": only_two_came,
        "T15.gives_up": flood,
        "T16.few": three_came,
        "T16.single": alone_and_stopped,
        "T17.late": in_half_an_hour,
        "T17.early": on_the_second,
        "T17.late_bid": handed_in_on_the_second,
        "T17.changed": replaced_and_withdrawn,
        "T18.identical": fixed_price,
        "T19.differences": uneven_steps,
        "T20.variance": usual_prices,
        "T21.distance": usual_prices,
        "T22.ceiling": well_below,
        "T08.machine": papers.on_the_terminal,
        "T09.upload": papers.from_the_hall,
        "T10.text": papers.from_templates,
        "T10.marks": papers.on_one_form,
        "T10.mixed": papers.as_a_partner,
        "T11.contact": papers.of_the_notice,
        "T12.team": papers.namesakes,
        "T23.prices": papers.own_prices,
        "T23.errors": papers.rounded,
        "T28.early": a_day_before,
        "T28.passed_over": three_decline_themselves,
        "T29.bidder": years_ago,
        "T29.buyer": left_the_buyer,
        "T31.flat": some_equal,
        "T32.lowest": dear_one_rejected,
        "T32.only": another_stays,
        "T33.not_first": first_gives_up,
        "T33.shown_late": third_day,
        "T34.late": thirtieth_day,
        "T35.price": to_the_cent,
        "T35.paid": last_instalment,
    }
)
