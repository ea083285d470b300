"""What fires the points about a body's volume, what does not, and what ends it."""

from datetime import date

from sqlalchemy import select

from app.funds.models import Movement
from app.funds.operations import reverse_movement
from app.kernel.months import first_of_month, month_after, number_of_month
from app.kernel.places import Organisation
from app.parties.models import Party
from app.parties.operations import know_party
from app.parties.words import PartyForm
from tests.funds.building import Book
from tests.funds.scenarios import Scenario, take_back
from tests.parties.building import company, credit_code

HOMES = 11
"""Bodies beside the one that is judged."""


def _pay_on(book: Book, yuan: float, day: date, payee: Party) -> None:
    book.pay(book.body, payee, yuan, (book.act.on - day).days, f"运行费{day}")


def steady(book: Book, peak: float = 400_000, months: int = 30, every_august: float = 0) -> None:
    """Pay about 20,000 each month, and in the last whole one another sum; in the Augusts before, another too."""
    payee, last = company(book.act), month_after(number_of_month(book.act.on), -1)
    for back in range(months, 0, -1):
        number = month_after(last, -back)
        yuan = every_august if every_august and number % 100 == 8 else 20_000 + 900 * (back % 5)
        _pay_on(book, yuan, first_of_month(number), payee)
    _pay_on(book, peak, first_of_month(last), payee)
    book.measure()


def stray(book: Book) -> None:
    """A ledger that was taken over ten months ago, with stray payments of the months before."""
    payee, last = company(book.act), month_after(number_of_month(book.act.on), -1)
    for back in range(25, 0, -1):
        _pay_on(book, 20_000 if back < 10 else 300, first_of_month(month_after(last, -back)), payee)
    _pay_on(book, 400_000, first_of_month(last), payee)
    book.measure()


def round_sums(book: Book, whole: int = 40, others: int = 8, payments: int = 60, rent: bool = False) -> None:
    """Of so many payments of last year so many are whole thousands; of each of eleven other bodies eight of fifty."""
    day = date(book.act.on.year - 1, 5, 6)
    days_ago = (book.act.on - day).days
    landlord = company(book.act)
    for place in range(HOMES):
        home = Organisation(
            county=book.home.county,
            code=f"other-{place}",
            name=f"第{place}单位",
            body="organ",
            region_code=book.home.region_code,
            path="",
        )
        book.act.session.add(home)
        book.act.session.flush()
        home.path = f"/{home.id}/"
        body = know_party(book.act, credit_code(5_000 + place), home.name, PartyForm.BODY, "机构编制登记")
        for number in range(50):
            yuan = 1_000 * (number + 1) if number < others else 1_234.5 + number
            book.pay(body, landlord, yuan, days_ago, f"办公费{number}", home=home)
    for number in range(payments - whole):
        book.pay(book.body, landlord, 2_345.6 + number, days_ago, f"办公费{number}")
    for number in range(whole):
        yuan = 5_000 if rent else 1_000 * (number + 2)
        book.pay(book.body, landlord, yuan, days_ago, f"服务费{number}")
    book.measure()


def take_many_back(book: Book) -> None:
    """Of the whole thousands so many are taken back that too few payments are left."""
    mine = select(Movement).where(Movement.payer_id == book.body.id).order_by(Movement.id.desc()).limit(15)
    for one in book.act.session.scalars(mine).all():
        reverse_movement(book.act, one, "重复付款，已退回")


SCENARIOS = {
    "F02.month": Scenario(
        steady,
        (
            lambda book: steady(book, peak=60_000),
            lambda book: steady(book, months=18),
            stray,
            lambda book: steady(book, every_august=300_000),
        ),
        take_back,
    ),
    "F09.round": Scenario(
        round_sums,
        (lambda book: round_sums(book, whole=12, others=8), lambda book: round_sums(book, rent=True, payments=100)),
        take_many_back,
    ),
}
