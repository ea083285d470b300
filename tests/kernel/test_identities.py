"""One number, one spelling: identity numbers, credit codes and telephones as people type them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Incomplete
from app.kernel.identities import (
    any_number,
    credit_code,
    identity_hash,
    paper_number,
    person_number,
    telephone,
    telephone_key,
)
from app.kernel.names import is_personal, public_name

PERSON = "11010519491231002X"
"""The example of GB 11643."""
COMPANY = "91350100M000100Y43"
WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})


def spellings(number: str) -> st.SearchStrategy[str]:
    """A number as people write it: wide or narrow, small or large, with anything between."""
    sign = st.sampled_from(["", "", "", " ", "-", "－", "\u3000", "\u200b", "\u00a0", "–"])
    narrow = st.lists(sign, min_size=len(number), max_size=len(number)).map(
        lambda between: "".join(one + gap for one, gap in zip(number, between, strict=True))
    )
    return st.tuples(narrow, st.booleans(), st.booleans()).map(
        lambda given: (given[0].lower() if given[1] else given[0]).translate(WIDE if given[2] else {})
    )


@given(spellings(PERSON), spellings(COMPANY))
def test_every_spelling_of_a_number_is_the_same_number(person: str, company: str) -> None:
    assert person_number(person, "x") == any_number(person, "x") == PERSON
    assert credit_code(company, "x") == any_number(company, "x") == COMPANY
    assert identity_hash(person) == identity_hash(PERSON) != identity_hash(company) == identity_hash(COMPANY)


def test_the_fifteen_digits_of_an_old_card_are_the_same_person() -> None:
    assert identity_hash("110105491231002") == identity_hash(PERSON)
    with pytest.raises(Incomplete):  # they have no check digit, so nobody hands them in any more
        person_number("110105491231002", "x")


def test_numbers_of_other_registers_keep_what_tells_them_apart() -> None:
    assert identity_hash("A-12") != identity_hash("A1-2")
    assert identity_hash(" ea1234567") == identity_hash("EA1234567")


@pytest.mark.parametrize("number", ["", "110105194912310021", "11010519491331012X", "1101051949123100", "abc"])
def test_what_is_no_identity_number_is_refused_with_its_field(number: str) -> None:
    for read in (person_number, any_number, paper_number, credit_code):
        with pytest.raises(Incomplete) as told:
            read(number, "identity")
        assert told.value.field == "identity"


def test_people_without_an_identity_number_give_their_passport() -> None:
    assert paper_number("ｅａ123 4567", "x") == "EA1234567"
    with pytest.raises(Incomplete):
        paper_number("1101051949X", "x")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("+86-138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("＋８６ 138.0013.8000", "13800138000"),
        ("138－0013－8000", "13800138000"),
        ("0591-87654321", "0591-87654321"),
        ("059187654321", "0591-87654321"),
        ("(0591)87654321", "0591-87654321"),
        ("+86 591 87654321", "0591-87654321"),
        ("（０５９１）8765 4321转12", "0591-87654321-12"),
        ("010-12345678", None),
        ("010-62345678", "010-62345678"),
        ("+852 9123 4567", "+85291234567"),
        ("00886912345678", "+886912345678"),
        ("1380013800", None),
        ("12800138000", None),
        ("87654321", None),
        ("", None),
        ("电话", None),
    ],
)
def test_a_telephone_is_read_as_people_and_browsers_write_it(typed: str, kept: str | None) -> None:
    assert telephone(typed) == kept


def test_telephones_are_compared_by_what_is_dialled() -> None:
    assert telephone_key("+86 591-87550101") == telephone_key("（0591）8755 0101") == "059187550101"
    assert (telephone_key(None), telephone_key("8755-0101")) == ("", "87550101")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("陈小明", "陈某"),
        ("李四", "李某"),
        ("欧阳娜娜", "欧阳某"),
        ("欧阳", "欧某"),
        ("上官 婉儿", "上官某"),
        ("王", "王某"),
        ("买买提·吐尔逊", "买某"),
        ("张简明", "张某"),
        ("John Smith", "J某"),
        ("Ｊｏｈｎ", "J某"),
        ("", ""),
        ("  ", ""),
        ("\u200b陈小明", "陈某"),
    ],
)
def test_of_a_name_the_public_reads_the_surname(name: str, shown: str) -> None:
    assert public_name(name) == shown


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("陈小明", True),
        ("欧阳娜娜", True),
        ("买买提·吐尔逊", True),
        ("老李饭店", False),
        ("榕城公司", False),
        ("宏达建材厂", False),
        ("榕城商贸有限公司", False),
        ("第三村民小组", False),
    ],
)
def test_a_partner_without_a_number_is_read_by_his_name(name: str, person: bool) -> None:
    assert is_personal(name) is person


def test_every_domain_matches_by_the_same_hash() -> None:
    """Whoever hashes an identity asks this module: no domain has a hash of its own."""
    app = Path(__file__).parents[2] / "app"
    own = [
        str(path.relative_to(app))
        for path in app.rglob("*.py")
        if "stdnum" in path.read_text() and path.name not in ("identities.py", "privacy.py")
    ]
    assert own == []
