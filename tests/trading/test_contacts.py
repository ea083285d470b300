"""Whom a bid names, and in whose name it is signed."""

import pytest
from stdnum.cn import ric

from app.trading.documents.contacts import Contact, ContactKind, contacts_of, signs_as
from tests.parties.building import credit_code


def _number(seventeen: str) -> str:
    return seventeen + str(ric.calc_check_digit(seventeen + "0"))


PERSON, OTHER = _number("35010219850312451"), _number("35010419900101121")


def test_telephones_mail_accounts_codes_and_addresses_are_read_in_one_spelling() -> None:
    text = (
        f"投标人：某公司 统一社会信用代码：{credit_code(7)}\n电话：138-0591-2345 传真 0591-87654321\n邮箱：Zhang.Wei@Example.com\n"
        "开户银行：建设银行鼓楼支行 银行账号：3500 1618 0070 5251 2345\n通讯地址：福州市鼓楼区湖前路18号3层301室"
    )
    found = contacts_of(text)
    assert found == sorted(
        [
            Contact(ContactKind.CODE, credit_code(7)),
            Contact(ContactKind.PHONE, "13805912345"),
            Contact(ContactKind.PHONE, "0591-87654321"),
            Contact(ContactKind.MAIL, "zhang.wei@example.com"),
            Contact(ContactKind.ACCOUNT, "35001618007052512345"),
            Contact(ContactKind.ADDRESS, "福州市鼓楼区湖前路18号3层301室"),
        ]
    )


def test_people_are_read_with_their_part_and_name() -> None:
    text = (
        f"拟派项目经理：陈小明，身份证号：{PERSON}\n安全员 林志强 {OTHER}\n委托代理人姓名：王建国 身份证号码 {PERSON}"
    )
    assert contacts_of(text) == sorted(
        [
            Contact(ContactKind.MANAGER, PERSON, "陈小明"),
            Contact(ContactKind.TEAM, OTHER, "林志强"),
            Contact(ContactKind.AGENT, PERSON, "王建国"),
        ]
    )


def test_a_number_whose_check_digit_is_wrong_is_no_person() -> None:
    wrong = PERSON[:-1] + ("0" if PERSON[-1] != "0" else "1")
    assert contacts_of(f"项目经理 陈小明 {wrong}") == []


@pytest.mark.parametrize(
    "text",
    [
        "投标人：福建甲建设有限公司",
        "投标人名称（盖单位章）：福建甲建设有限公司",
        "福建甲建设有限公司（盖章）",
        "户名：福建甲建设有限公司",
    ],
)
def test_a_bid_is_signed_in_a_name(text: str) -> None:
    assert signs_as(text, "福建甲建设有限公司")


@pytest.mark.parametrize(
    "text", ["业绩三：总承包单位为福建甲建设有限公司，2021年竣工", "材料由福建甲建设有限公司供应", ""]
)
def test_a_firm_that_is_named_as_a_partner_signs_nothing(text: str) -> None:
    assert not signs_as(text, "福建甲建设有限公司")
