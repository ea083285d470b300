"""The training room's invented places: one county for all, and for each learner a town and a village with work in it."""

import random
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta
from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app.kernel.act import Act, Channel, local_day
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Region
from app.kernel.roles import Role
from app.surfaces.accounts.operations import create_account
from app.surfaces.accounts.passwords import long_first_password
from app.surfaces.acts import command_act, now
from app.surfaces.people.opening import add_organisation
from app.surfaces.training.tickets import Learner
from app.villages import operations as verbs
from app.villages.words import ArticleKind, OfficerPost, QuestionKind
from seeds.people import names
from seeds.places import write_calendar
from seeds.receipts import picture_of
from seeds.village_story import REGULAR, VillageStory

COUNTY = 990102
HOME = "990102000000"
QUESTION = "上个月的路灯电费是多少？"
ARTICLE = ("路灯维修完成", "村道损坏的十二盏路灯已经修好，费用从集体收益中列支，票据见当月账目。")


class TrainingRoom:
    """Fills the training room; every learner works in a village of his own, so that nobody disturbs another."""

    def lay_out(self) -> None:
        """Write the practice county, its calendar and its government."""
        at = now()
        with command_act(Channel.COMMAND, COUNTY, at=at) as act:
            for code, name, level, parent in (
                ("990000000000", "练习省", Level.PROVINCE, None),
                ("990100000000", "练习市", Level.CITY, "990000000000"),
                (HOME, "练习县", Level.COUNTY, "990100000000"),
            ):
                act.session.add(Region(code=code, name=name, level=level, parent_code=parent))
                act.session.flush()
            write_calendar(act)
            add_organisation(act, HOME, "练习县人民政府", OrganisationKind.GOVERNMENT, HOME, None)

    def seat(self, learner: Learner) -> User:
        """Give a learner a town and a village under the names that he knows, two months of its book, and an account."""
        at = now()
        with command_act(Channel.COMMAND, COUNTY, at=at - timedelta(days=90)) as act:
            town, village, number = _places(act, learner)
            first = local_day(at).replace(day=1) - relativedelta(months=2)
            story = VillageStory(act, village, random.Random(number), names(number), first)  # noqa: S311 - invented entries
        _tell_months(story, at, learner.role)
        with command_act(Channel.COMMAND, COUNTY, at=at) as act:
            verbs.ask(act, village, village.region, QuestionKind.ASK, QUESTION)
            if learner.role == Role.TOWN_CLERK:
                verbs.submit_article(act, verbs.write_article(act, village, ArticleKind.VILLAGE, *ARTICLE))
            home = town if learner.role == Role.TOWN_CLERK else village
            official = Official(county=COUNTY, name=learner.name[:60], organisation_id=home.id)
            act.session.add(official)
            act.session.flush()
            account = create_account(act, official, f"learner{number}", long_first_password(), {learner.role})
            account.must_change = False
        user: User = account.user
        return user


def _places(act: Act, learner: Learner) -> tuple[Organisation, Organisation, int]:
    """Write a town and a village for the next learner; returns them with the learner's number, from 1."""
    towns = select(func.count()).select_from(Region).where(Region.level == Level.TOWN)
    number = (act.session.scalar(towns) or 0) + 1
    code, below = f"{COUNTY}{number:03d}000", f"{COUNTY}{number:03d}001"
    for place, name, level, parent in (
        (code, learner.town, Level.TOWN, HOME),
        (below, learner.village, Level.VILLAGE, code),
    ):
        act.session.add(Region(code=place, name=name[:60], level=level, parent_code=parent, live_on=act.on))
        act.session.flush()
    government = act.session.scalars(select(Organisation).where(Organisation.code == HOME)).one()
    town = add_organisation(act, code, learner.town, OrganisationKind.TOWN, code, government)
    return town, add_organisation(act, below, learner.village, OrganisationKind.VILLAGE, below, town), number


def _tell_months(story: VillageStory, at: datetime, role: Role) -> None:
    """Tell two months: one published; of the last, all is booked, or waits for the township that learns."""
    start = story.first
    story.month(start, start + relativedelta(months=1) - timedelta(days=1), lambda *_: [], whole=True)
    start += relativedelta(months=1)
    last = start + relativedelta(months=1) - timedelta(days=1)
    written = datetime(last.year, last.month, last.day, 1, tzinfo=UTC)
    signed = story.signatures
    folder = current_app.config["SUNSHINE_FOLDER"] / "files"
    with command_act(Channel.COMMAND, COUNTY, at=written) as act:
        vouchers = [
            verbs.enter_voucher(
                act,
                story.home,
                story.entry(category, amount, purpose, payee, start + timedelta(days=3 * place)),
                signed=signed,
            )
            for place, (category, amount, purpose, payee) in enumerate(REGULAR)
        ]
        for one in vouchers:
            verbs.add_photo(
                act, folder, one, f"{one.number}.jpg", picture_of(one.invoice_number, one.occurred_on, one.amount)
            )
            verbs.stamp_voucher(act, one, story.officers[OfficerPost.SUPERVISION_HEAD])
    if role == Role.TOWN_CLERK:
        return
    with command_act(Channel.COMMAND, COUNTY, at=at - timedelta(hours=1)) as act:
        for one in vouchers:
            verbs.check_voucher(act, one)
            verbs.book_voucher(act, one)


TRAINING_ROOM = TrainingRoom()
