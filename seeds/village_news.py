"""The demo's other villages: most of their clerks have told something this month, every third is silent."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation, OrganisationKind, Scope
from app.kernel.roles import Role
from app.villages import operations as verbs
from app.villages.words import ArticleKind
from seeds.people import names
from seeds.villages import TOWNS

NEWS = (
    (ArticleKind.VILLAGE, "清理排水沟", "本周组织清理村道两边的排水沟，共清运淤泥四车，请村民不要向沟内倾倒垃圾。"),
    (ArticleKind.GOVERNMENT, "流感疫苗接种安排", "六十周岁以上的老人可以免费接种，请带身份证到卫生服务站登记。"),
    (ArticleKind.PARTY, "主题党日学习", "党支部组织党员学习，并走访了独居老人，记下需要解决的三件事。"),
    (ArticleKind.POLICY, "城乡居民养老保险缴费说明", "缴费档次可以每年选择一次，不方便用手机的老人可以到村部办理。"),
)
SILENT = 3
"""Every third village tells nothing."""


def tell_news(session: Session, now: datetime) -> None:
    """Let the clerks of the villages that keep no book here write an article; the township publishes it."""
    invented = names(47)
    homes = select(Organisation).where(
        Organisation.county == 350102,
        Organisation.body == OrganisationKind.VILLAGE,
        *(~Organisation.region_code.startswith(town[:9]) for town in TOWNS),
    )
    for place, home in enumerate(session.scalars(homes.order_by(Organisation.region_code)).all()):
        if place % SILENT == 0:
            continue
        at = now - timedelta(days=place % 25, hours=3)
        with open_act(platform_act(session, Channel.COMMAND, at - timedelta(days=40), home.county)) as act:
            clerk = Official(county=home.county, name=next(invented), organisation_id=home.id)
            act.session.add(clerk)
            act.session.flush()
        writer = Actor(
            clerk.name,
            clerk.id,
            home.id,
            home.county,
            frozenset({Role.VILLAGE_CLERK}),
            scope=Scope(frozenset({home.county}), frozenset({home.id}), home.region_code),
        )
        with open_act(Act(session, writer, at, Channel.SCREEN, home.county)) as act:
            article = verbs.write_article(act, home, *NEWS[place % len(NEWS)])
            verbs.submit_article(act, article)
            act.session.flush()
        with open_act(platform_act(session, Channel.COMMAND, at + timedelta(hours=2), home.county)) as act:
            verbs.publish_article(act, article)
            act.session.flush()
        session.commit()
