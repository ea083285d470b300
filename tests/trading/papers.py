"""Bids with real files: three companies that made theirs alone, and each way in which two of them did not."""

from collections.abc import Mapping, Sequence
from typing import Any

from stdnum.cn import ric

from app.trading.checks import check_shared
from app.trading.models import TradeShared
from app.trading.words import SharedWord
from tests.trading.bidfiles import Row, bill, cells, docx, pdf, prose, tool_xml, xlsx
from tests.trading.course import Course, Trades

Files = list[tuple[str, bytes]]
MACS = {1: "3C-97-0E-AA-12-7F", 2: "54-EE-75-0B-91-C3", 3: "F8-B1-56-D4-22-0E"}
DISKS = {1: "WD-WCC4N5PF9821", 2: "S3Z9NB0K512208", 3: "ZDE1A7Q4"}
PHONES = {1: "13805910001", 2: "15960020002", 3: "18650030003"}
ORIGINS = {1: "36.248.10.5", 2: "27.154.33.8", 3: "120.33.61.19"}
HALL = "36.248.77.2"


def person(serial: int) -> str:
    """An identity number with its check digit."""
    seventeen = f"35010219{80 + serial % 10}0312{100 + serial:03d}"
    return seventeen + str(ric.calc_check_digit(seventeen + "0"))


def files_of(
    serial: int,
    *,
    own: Sequence[str] | None = None,
    lines: Sequence[str] = (),
    mac: str = "",
    phone: str = "",
    manager: int = 0,
    rows: list[Row] | None = None,
    wrong: Mapping[str, float] | None = None,
    author: str = "",
    saved_by: str = "",
    sessions: Sequence[str] = (),
    more: Files | None = None,
) -> Files:
    """The files of one bidder: technical part, bill, the bidding tool's XML; what is not said is its own."""
    who = manager or 40 + serial
    head = [
        f"投标人：第{serial}工程有限公司（盖单位章）",
        f"联系电话：{phone or PHONES[serial]} 通讯地址：福州市鼓楼区第{serial}大道{serial}8号{serial}01室",
        f"项目经理：王{'一二三四'[serial]}明 身份证号：{person(who)}",
    ]
    written = docx(
        [*head, *lines, *(prose(serial) if own is None else own)],
        author=author or f"编制{serial}组",
        saved_by=saved_by or f"标书{serial}室",
        sessions=sessions,
    )
    priced = bill(factor=1 + serial / 50) if rows is None else rows
    return [
        ("技术标.docx", written),
        ("报价清单.xlsx", xlsx(cells(priced, wrong), author=f"造价{serial}组", saved_by=f"预算{serial}室")),
        ("投标文件.xml", tool_xml(mac=mac or MACS[serial], disk=DISKS[serial], dongle=f"98-112036{serial}")),
        *(more or []),
    ]


def honest() -> dict[int, Files]:
    """Three bidders, each with files of its own."""
    return {serial: files_of(serial) for serial in (1, 2, 3)}


def quoting(serial: int) -> list[str]:
    """A quarter of a text is rules that others quote too, a few sentences at a time; the rest is one's own."""
    rules, own = prose(90, 25), prose(30 + serial, 80)
    return [line for part in range(5) for line in (*rules[5 * part : 5 * part + 5], *own[16 * part : 16 * part + 16])]


def quoted() -> dict[int, Files]:
    """Three bidders that quote the same rules."""
    return {serial: files_of(serial, own=quoting(serial)) for serial in (1, 2, 3)}


def handed_in(
    trades: Trades, changed: Mapping[int, Files] | None = None, origins: Mapping[int, str] | None = None, **said: Any
) -> Course:
    """A trade whose bids were opened and read; some bidders hand in other files."""
    course = trades.course()
    course.files, course.origins = honest() | dict(changed or {}), origins or ORIGINS
    course.opened_with(**said)
    return course


def vouched(trades: Trades, what: SharedWord, value: str) -> None:
    """The trading centre says what bidders share by right."""
    act = trades.acting_as(None)
    row = TradeShared(
        county=350102,
        organisation_id=trades.world.organisation("gulou").id,
        what=str(what),
        name="交易大厅3号自助机",
        value=value,
    )
    check_shared(act, row, {})
    act.session.add(row)
    act.session.flush()


def one_machine(t: Trades) -> Course:
    return handed_in(t, {2: files_of(2, mac=MACS[1])})


def one_address(t: Trades) -> Course:
    return handed_in(t, origins={**ORIGINS, 2: ORIGINS[1]})


def one_text(t: Trades) -> Course:
    """Two fifths of the second bid are the first one's."""
    return handed_in(
        t, {2: files_of(2, own=[*prose(1, 40), *prose(22, 60)]), 1: files_of(1, own=[*prose(1, 40), *prose(21, 60)])}
    )


def one_hand(t: Trades) -> Course:
    return handed_in(t, {2: files_of(2, saved_by="陈工"), 1: files_of(1, saved_by="陈工")})


def mixed_up(t: Trades) -> Course:
    return handed_in(t, {2: files_of(2, lines=["投标人名称：第1工程有限公司"])})


def one_telephone(t: Trades) -> Course:
    return handed_in(t, {2: files_of(2, phone=PHONES[1])})


def one_person(t: Trades) -> Course:
    return handed_in(t, {2: files_of(2, manager=41)})


def same_prices(t: Trades) -> Course:
    """Ten of twelve prices are the first bidder's; the two others are the second one's own."""
    prices = {"标线": 200.5, "路缘石": 180.25}
    return handed_in(t, {2: files_of(2, rows=bill(prices, factor=1.02))})


def same_errors(t: Trades) -> Course:
    wrong = {"接地极": 318.5}
    return handed_in(t, {1: files_of(1, wrong=wrong), 2: files_of(2, wrong=wrong)})


def on_the_terminal(t: Trades) -> None:
    """Two used the terminal of the hall, which the centre vouches for; all wrote with one program on machines of their own."""
    vouched(t, SharedWord.MACHINE, "F4-8E-38-A1-00-21")
    handed_in(t, {serial: files_of(serial, own=quoting(serial), mac="F4-8E-38-A1-00-21") for serial in (1, 2)})


def from_the_hall(t: Trades) -> None:
    """Two handed in from the hall, and two from an inner net whose address everybody has."""
    vouched(t, SharedWord.ADDRESS, HALL)
    handed_in(t, quoted(), origins={1: HALL, 2: HALL, 3: ORIGINS[3]})
    t_two = t.course()
    t_two.files, t_two.origins = honest(), dict.fromkeys((1, 2, 3), "192.168.1.20")
    t_two.opened_with()


def from_templates(t: Trades) -> None:
    """The form stands in the notice, the method statement in a public template; a maker's brochure hangs on both bids."""
    form, template = prose(77, 40), prose(78, 60)
    vouched(t, SharedWord.TEMPLATE, "\n".join(template))
    brochure = ("灯具样本.pdf", pdf(prose(79, 60), author="海峡照明"))
    handed_in(
        t,
        {serial: files_of(serial, own=[*form, *template, *quoting(serial)], more=[brochure]) for serial in (1, 2)},
        text="\n".join(form),
    )


def on_one_form(t: Trades) -> None:
    """All three filled in the form of the agency, with its author and its sessions, on machines called Administrator."""
    handed_in(
        t,
        {
            serial: files_of(
                serial,
                own=quoting(serial),
                author="代理公司小吴",
                saved_by="Administrator",
                sessions=("00A11CE5", "00B22DF6", "00C33AA1", f"00D4400{serial}"),
            )
            for serial in (1, 2, 3)
        },
    )


def as_a_partner(t: Trades) -> None:
    work = "类似业绩：2023年西湖路照明，总承包单位为第1工程有限公司，本公司分包。"
    handed_in(t, quoted() | {2: files_of(2, own=quoting(2), lines=[work])})


def of_the_notice(t: Trades) -> None:
    """Both copy telephone and e-mail of the agency; both sit in one business centre."""
    switchboard = "0591-87650000"
    vouched(t, SharedWord.CONTACT, switchboard)
    copied = ["招标代理：榕城招标代理有限公司 电话：0591-83330000 邮箱：bid@rongcheng.com", f"总机：{switchboard}"]
    handed_in(
        t,
        {serial: files_of(serial, own=quoting(serial), lines=copied) for serial in (1, 2)},
        text=f"路灯更换。{copied[0]}",
    )


def namesakes(t: Trades) -> None:
    """One name, two people."""
    handed_in(
        t,
        {
            serial: files_of(serial, own=quoting(serial), lines=[f"安全员：林志强 身份证号：{person(60 + serial)}"])
            for serial in (1, 2)
        },
    )


def own_prices(t: Trades) -> None:
    """Seven of twelve prices are those that the county publishes for materials; the others are each bidder's own."""
    own = {"挖沟槽土方": 18.6, "电缆敷设": 51.3, "配电箱": 70.9, "路缘石": 90.4, "标线": 99.7}
    handed_in(t, quoted() | {2: files_of(2, own=quoting(2), rows=bill(own, factor=1.02))})


def rounded(t: Trades) -> None:
    """Totals rounded to whole yuan, an error of one bidder alone, and an error of the form that all three have."""
    everywhere = {"手孔井": 120.0}
    handed_in(
        t,
        {
            1: files_of(1, own=quoting(1), wrong={**everywhere, "接地极": 318.5}),
            2: files_of(2, own=quoting(2), wrong={**everywhere, "灯杆安装": 0.4}),
            3: files_of(3, wrong=everywhere),
        },
    )
