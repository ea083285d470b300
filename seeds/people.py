"""Organisations, posts, officials and accounts of the demo. People are invented."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Post, PostHolder, Region
from app.kernel.roles import Duty, Role
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.operations import create_account
from app.surfaces.people.opening import add_organisation

PASSWORD = "Sunshine-2026"  # noqa: S105 - shown on the log-in page of the demo
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - so that the demo can show the code
ORGANS = yaml.safe_load((Path(__file__).parent / "demo" / "organisations.yaml").read_text("utf-8"))

SURNAMES = "陈林黄张王李吴郑刘周杨许叶何谢邱江游卓薛"
GIVEN = (
    "志强",
    "秀英",
    "建国",
    "丽华",
    "晓东",
    "美玲",
    "国平",
    "雅婷",
    "伟明",
    "淑芬",
    "文彬",
    "佳慧",
    "立新",
    "素珍",
    "俊杰",
    "玉兰",
)

STAFF: tuple[tuple[Duty, Role, str], ...] = (
    (Duty.WINDOW, Role.WINDOW, "审批服务窗口"),
    (Duty.HANDLER, Role.HANDLER, "行政审批科科员"),
    (Duty.HANDLER, Role.HANDLER, "行政审批科副主任科员"),
    (Duty.SECTION_HEAD, Role.SECTION_HEAD, "行政审批科科长"),
    (Duty.ORGAN_HEAD, Role.ORGAN_HEAD, "分管副局长"),
    (Duty.LEGAL_REVIEWER, Role.LEGAL_REVIEWER, "政策法规科科长"),
)

ACCOUNTS: tuple[tuple[str, str, Role, Duty | None], ...] = (
    ("window", "gulou-urban", Role.WINDOW, Duty.WINDOW),
    ("handler", "gulou-urban", Role.HANDLER, Duty.HANDLER),
    ("section", "gulou-urban", Role.SECTION_HEAD, Duty.SECTION_HEAD),
    ("head", "gulou-urban", Role.ORGAN_HEAD, Duty.ORGAN_HEAD),
    ("legal", "gulou-urban", Role.LEGAL_REVIEWER, Duty.LEGAL_REVIEWER),
    ("officer", "gulou-urban", Role.ENFORCEMENT_OFFICER, Duty.ENFORCEMENT),
    ("town", "350102001000", Role.TOWN_CLERK, Duty.CLERK),
    ("village", "350102001001", Role.VILLAGE_CLERK, Duty.CLERK),
    ("inspector", "gulou-inspection", Role.INSPECTOR, None),
    ("admin", "gulou", Role.COUNTY_ADMIN, None),
    ("city", "fuzhou", Role.CITY_ADMIN, None),
    ("auditor", "gulou", Role.AUDITOR, None),
    ("leader", "gulou", Role.LEADER, None),
    ("centre", "gulou-trading", Role.HANDLER, Duty.HANDLER),
)
"""Log-in name, organisation, role, duty of each demo account."""


def names(seed: int) -> Iterator[str]:
    """Return invented names without end, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - invented people, not secrets
    while True:
        yield chance.choice(SURNAMES) + chance.choice(GIVEN)


def write_organisations(act: Act) -> None:
    """Write the city, every county's government and inspection, and the demo county whole."""
    city = add_organisation(act, "fuzhou", "福州市人民政府", OrganisationKind.GOVERNMENT, "350100000000", None)
    add_organisation(act, "fuzhou-inspection", "福州市监察委员会", OrganisationKind.SUPERVISION, "350100000000", city)
    counties = act.session.scalars(select(Region).where(Region.level == Level.COUNTY).order_by(Region.code)).all()
    for county in counties:
        if county.code == ORGANS["county"]:
            continue
        root = add_organisation(
            act, county.code, f"{county.name}人民政府", OrganisationKind.GOVERNMENT, county.code, city
        )
        add_organisation(
            act,
            f"{county.code}-inspection",
            f"{county.name}监察委员会",
            OrganisationKind.SUPERVISION,
            county.code,
            root,
        )
    home = ORGANS["government"]
    root = add_organisation(
        act,
        home["code"],
        home["name"],
        OrganisationKind.GOVERNMENT,
        ORGANS["county"],
        city,
        phone=home["phone"],
        address=home["address"],
    )
    for organ in (*ORGANS["organs"], ORGANS["trading_centre"]):
        body = OrganisationKind.SUPERVISION if organ.get("supervision") else OrganisationKind.ORGAN
        add_organisation(
            act,
            organ["code"],
            organ["name"],
            body,
            ORGANS["county"],
            root,
            phone=organ["phone"],
            address=organ["address"],
        )
    _write_towns(act, root)


def _write_towns(act: Act, root: Organisation) -> None:
    prefix = ORGANS["county"][:6]
    towns = act.session.scalars(
        select(Region).where(Region.level == Level.TOWN, Region.code.startswith(prefix)).order_by(Region.code)
    ).all()
    for town in towns:
        ending = "办事处" if town.name.endswith("街道") else "人民政府"
        above = add_organisation(act, town.code, f"{town.name}{ending}", OrganisationKind.TOWN, town.code, root)
        town.live_on = act.on
        villages = act.session.scalars(
            select(Region).where(Region.parent_code == town.code).order_by(Region.code)
        ).all()
        for village in villages:
            ending = "居委会" if village.name.endswith("社区") else ""
            add_organisation(
                act, village.code, f"{village.name}{ending}", OrganisationKind.VILLAGE, village.code, above
            )


def write_staff(act: Act) -> None:
    """Staff the demo county's organs and give each role one account."""
    invented = names(7)
    session = act.session
    organs = session.scalars(select(Organisation).where(Organisation.code.in_([o["code"] for o in ORGANS["organs"]])))
    for organ in organs.all():
        if organ.body == OrganisationKind.ORGAN:
            for duty, _role, title in STAFF:
                appointed(act, organ, next(invented), title, duty)
    for username, code, role, held in ACCOUNTS:
        home = session.scalars(select(Organisation).where(Organisation.code == code)).one()
        official = _holder(session, home, held) or appointed(
            act, home, next(invented), POSTS.get(role, "工作人员"), held
        )
        account = create_account(act, official, username, PASSWORD, {role})
        _open_demo(account)
    second = session.scalars(select(Organisation).where(Organisation.code == "gulou-inspection")).one()
    colleague = appointed(act, second, next(invented), "监察员", None)
    _open_demo(create_account(act, colleague, "inspector2", PASSWORD, {Role.INSPECTOR}))


def _open_demo(account: Account) -> None:
    """Let a demo account be used at once: no forced change, and a second factor whose code is shown."""
    account.must_change = False
    account.totp_secret, account.totp_confirmed = SECRET, True


def _holder(session: Session, home: Organisation, duty: Duty | None) -> Official | None:
    if duty is None:
        return None
    held = (
        select(Official)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(Post.organisation_id == home.id, Post.duty == duty)
        .order_by(Official.id)
    )
    return session.scalars(held).first()


POSTS = {
    Role.WINDOW: "窗口岗",
    Role.HANDLER: "承办岗",
    Role.SECTION_HEAD: "科长岗",
    Role.ORGAN_HEAD: "局长岗",
    Role.LEGAL_REVIEWER: "法制审核岗",
    Role.ENFORCEMENT_OFFICER: "执法岗",
    Role.TOWN_CLERK: "乡镇经办岗",
    Role.VILLAGE_CLERK: "村级经办岗",
    Role.INSPECTOR: "监察岗",
}
"""Names of the posts of the demo county."""


def appointed(act: Act, home: Organisation, name: str, title: str, duty: Duty | None) -> Official:
    """Return a new official of an organisation, on a post when he has a duty."""
    official = Official(county=home.county, name=name, organisation_id=home.id)
    act.session.add(official)
    act.session.flush()
    if duty is not None:
        post = Post(county=home.county, organisation_id=home.id, name=title, duty=duty)
        act.session.add(post)
        act.session.flush()
        act.session.add(
            PostHolder(county=home.county, post_id=post.id, official_id=official.id, from_on=date(2024, 1, 1))
        )
        act.session.flush()
    return official
