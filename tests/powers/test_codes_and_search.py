"""Codes are explained and never refused; powers are found by name, code or initials."""

import csv
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.initials import initials
from app.kernel.places import Scope
from app.powers.codes import SCHEMES, check_code, read_code
from app.powers.models import Power, PowerState, PowerType
from app.powers.numbering import next_code
from app.powers.operations import draft_power
from app.powers.queries import catalogue_size, find_powers, find_public_powers, public_organs
from tests.world import World

Acting = Callable[..., Act]
CREDIT = "11511301008778183N"


def real_items() -> list[dict[str, str]]:
    folder = Path(os.environ.get("SUNSHINE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    file = folder / "guangan_service_items.csv"
    if not file.exists():
        pytest.skip(f"no {file.name} in {folder}")
    with file.open(encoding="utf-8-sig") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        ("FZ-XK-0123-00", "short"),
        ("000112001001", "national_base"),
        (CREDIT + "4" + "000112001001", "national"),
        (CREDIT + "4" + "000112001001" + "01", "national_handling"),
        (f"511A0138000000-511602000000-000-{CREDIT}-1-00", "service_platform"),
        ("XK0010100Y", "db52"),
        ("CF00101001", "db52"),
    ],
)
def test_a_code_is_read_by_its_standard(code: str, scheme: str) -> None:
    reading = read_code(code)
    assert reading.scheme is SCHEMES[scheme]
    assert reading.warnings == ()


def test_a_wrong_check_sign_an_odd_length_and_an_unknown_form_are_only_warned_of() -> None:
    assert [d.message % d.values for d in check_code("11511301008778183M4000112001001")] == [
        "The check sign of the social credit code 11511301008778183M in the code is not right."
    ]
    (odd,) = check_code(f"511Z07001006-511602000000-000-{CREDIT}-1-00")
    assert odd.values == {"part": "511Z07001006", "count": 12, "right": 14}
    (unknown,) = check_code("随便写的编号")
    assert "none of the known standards" in unknown.message


def test_all_but_four_codes_of_a_real_district_are_recognised_and_none_is_refused() -> None:
    codes = [row["item_code"] for row in real_items()]
    assert Counter(len(code) for code in codes)[55] == 709
    assert {reading.scheme.name for code in codes if (reading := read_code(code)).scheme} == {"service_platform"}
    assert sum(read_code(code).scheme is None for code in codes) == 4
    assert all(check_code(code) for code in codes if len(code) != 55)


def test_codes_are_made_by_every_rule(world: World, acting_as: Acting) -> None:
    act = acting_as("organ_head")
    urban = world.organisation("gulou-urban")
    with pytest.raises(Incomplete, match="social credit code"):
        next_code(act, urban, "01", "national", department="12", sub="1")
    urban.credit_code = CREDIT
    code = next_code(act, urban, "01", "national", department="12", sub="1")
    assert code == f"{CREDIT}4000112001001"
    power = draft_power(act, urban, "甲", PowerType.LICENCE)
    power.national_code = code
    act.session.flush()
    assert next_code(act, urban, "01", "national", department="12", sub="1") == f"{CREDIT}4000112002001"
    assert next_code(act, urban, "02", "db52", sub="01", parts="Y") == "CF0000101Y"
    made = next_code(
        act, urban, "01", "service_platform", base="511A0138000000", catalogue="0", version="1", handling="0"
    )
    assert made == f"511A0138000000-350102000000-000-{CREDIT}-1-00"
    assert check_code(made) == []


def test_initials_are_read_by_the_word() -> None:
    assert initials("重庆") == "cq"
    assert initials("重量检验") == "zljy"
    assert initials("银行") == "yh"
    assert initials("Wi-Fi（无线）") == "wx"
    assert len(initials("长" * 300)) == 120


def test_initials_of_real_names_are_those_of_the_library() -> None:
    for row in real_items():
        name = row["name"][:80]
        assert initials(name) == "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))


@settings(deadline=None)
@given(st.text(max_size=40))
def test_initials_of_any_text_are_small_letters(text: str) -> None:
    assert all(sign.isascii() and sign.islower() for sign in initials(text) if sign.isascii())


@pytest.fixture
def catalogue(session: Session, world: World, acting_as: Acting) -> list[Power]:
    act = acting_as("county_admin")
    urban, health = world.organisation("gulou-urban"), world.organisation("gulou-health")
    made = [
        draft_power(act, urban, "户外广告设置审批", PowerType.LICENCE),
        draft_power(act, urban, "重庆商会 100% 登记", PowerType.OTHER),
        draft_power(act, health, "公共场所卫生许可", PowerType.LICENCE),
    ]
    foreign = acting_as("other_county_admin")
    made.append(draft_power(foreign, world.organisation("taijiang-urban"), "户外广告", PowerType.LICENCE))
    made[0].state, made[0].current_version_id = PowerState.IN_FORCE, 1
    session.flush()
    return made


def test_powers_are_found_by_name_code_initials_and_literal_signs(
    session: Session, world: World, catalogue: list[Power]
) -> None:
    everything = Scope.everything()
    assert find_powers(session, everything, "广告") == [catalogue[0], catalogue[3]]
    assert find_powers(session, everything, "HWGG") == [catalogue[0], catalogue[3]]
    assert find_powers(session, everything, "cqsh") == [catalogue[1]]
    assert find_powers(session, everything, "gl-xk-0002") == [catalogue[2]]
    assert find_powers(session, everything, "100%") == [catalogue[1]]
    assert find_powers(session, everything, "0_00") == []
    assert find_powers(session, everything, "\x00") == catalogue[:4]


def test_powers_are_filtered_and_paged_inside_the_scope(session: Session, world: World, catalogue: list[Power]) -> None:
    scope = Scope(frozenset({350102}), None, "350102")
    assert find_powers(session, scope) == catalogue[:3]
    assert find_powers(session, scope, power_type="01", organisation_id=catalogue[2].organisation_id) == [catalogue[2]]
    assert find_powers(session, scope, state=PowerState.DRAFT) == catalogue[1:3]
    assert find_powers(session, Scope.everything(), county=350103) == [catalogue[3]]
    first = find_powers(session, scope, size=2)
    assert find_powers(session, scope, after=first[-1].id, size=2) == [catalogue[2]]
    assert catalogue_size(session, scope) == {"draft": 2, "in_force": 1}


def test_the_public_finds_only_what_is_in_force_and_published(
    session: Session, world: World, catalogue: list[Power]
) -> None:
    assert find_public_powers(session, "广告") == [catalogue[0]]
    assert find_public_powers(session, county=350103) == []
    assert [(organ.code, count) for organ, count in public_organs(session)] == [("gulou-urban", 1)]
    assert public_organs(session, 350103) == []
