"""The privacy filter finds what it must and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from app.disclosure.likeness import bits_apart, simhash
from app.kernel.privacy import LeakKind, leaks_in, without
from tests.disclosure.samples import CARD, SERIAL

IDENTITY = SERIAL + ric.calc_check_digit(SERIAL + "0")


def found(text: str) -> list[tuple[str, str]]:
    return [(str(leak.kind), leak.shown) for leak in leaks_in(text)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"户主身份证{IDENTITY}。", [("identity", "1101**********001" + IDENTITY[-1])]),
        (f"账号{CARD}已发放", [("card", "6222***********0000")]),
        ("联系电话13800001234", [("mobile", "138****1234")]),
        ("电话 138-0000-1234", [("mobile", "138****1234")]),
        ("申请人：林小燕，住鼓东街道中山社区12号3室，低保", [("address", "鼓东街道****")]),
    ],
)
def test_personal_data_is_found_and_shown_with_what_would_stay(text: str, shown: list[tuple[str, str]]) -> None:
    assert [kind for kind, _ in found(text)] == [kind for kind, _ in shown]
    assert found(text)[0][1][:4] == shown[0][1][:4] and found(text)[0][1][-3:] == shown[0][1][-3:]


@pytest.mark.parametrize(
    "text",
    [
        "合同编号350102202609010012",  # eighteen digits without a check digit
        "单号6222020000000000001",  # fails Luhn
        "电话0591-87550101",
        "金额12345678901234567元",
        "店面位于五四路18号",  # an address without a name
        "统一社会信用代码91350102MA00000001",
        "",
    ],
)
def test_other_numbers_and_public_addresses_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_an_identity_number_is_not_taken_for_a_bank_card_as_well() -> None:
    assert [kind for kind, _ in found(IDENTITY)] == ["identity"]


@given(st.integers(min_value=10**14, max_value=10**15 - 1))
def test_every_card_number_with_its_check_digit_is_found(number: int) -> None:
    card = f"6{number}"
    card += luhn.calc_check_digit(card)
    assert [leak.kind for leak in leaks_in(f"卡号{card}。")] == [LeakKind.CARD]


@given(st.text(max_size=200))
def test_a_masked_text_holds_no_number_any_more(text: str) -> None:
    masked = without(f"{text} {IDENTITY} {text} 13800001234")
    assert IDENTITY not in masked and "13800001234" not in masked
    assert [
        leak
        for leak in leaks_in(masked)
        if leak.kind is not LeakKind.ADDRESS and leak.value in (IDENTITY, "13800001234")
    ] == []


def test_a_text_with_only_its_month_changed_has_the_same_fingerprint() -> None:
    one = "二〇二六年七月本社区环境卫生经费用于道路清扫和垃圾清运，没有其他支出。"
    assert bits_apart(simhash(one), simhash(one.replace("七月", "八月"))) == 0
    other = "八月召开居民代表会议三次，讨论老旧小区加装电梯、停车位划线和文明养犬公约。"
    assert (bits_apart(simhash(one), simhash(other)) or 0) > 10


def test_a_text_too_short_to_tell_has_no_fingerprint() -> None:
    assert bits_apart(simhash("无"), simhash("无")) is None
