"""Budgets, transfers, projects and orders for tests, entered as the finance bureau enters them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.funds.models import (
    Appropriation,
    BudgetLine,
    ExpenseCap,
    Movement,
    PaymentOrder,
    ProjectContract,
    PublicProject,
)
from app.funds.operations import charge_movement
from app.funds.records.budgets import APPROPRIATION, CAP, CHANGE, LINE
from app.funds.records.orders import ORDER
from app.funds.records.projects import CONTRACT, MILESTONE, MONTH, PROJECT
from app.kernel.act import CHINA
from app.kernel.places import Organisation
from app.parties.models import Party
from app.surfaces.records.writing import add_record
from tests.funds.building import Book
from tests.parties.building import company, credit_code


def line(book: Book, yuan: float = 500_000, economic: str = "302", **said: Any) -> BudgetLine:
    """Adopt a line of the urban bureau for this year."""
    book.count += 1
    told = {
        "organisation_id": book.home.id,
        "year": book.act.on.year,
        "code": f"L{book.count}",
        "name": "城市绿化养护",
        "function_class": "2120501",
        "economic_class": economic,
        "amount": Decimal(str(yuan)),
        "adopted_on": date(book.act.on.year, 1, 20),
        "document": "鼓财预〔2026〕3号",
    }
    made = add_record(book.act, LINE, {**told, **said})
    assert isinstance(made, BudgetLine)
    return made


def change(book: Book, of: BudgetLine, yuan: float, days_ago: int = 5) -> None:
    """Change a line."""
    book.count += 1
    told = {"line_id": of.id, "amount": Decimal(str(yuan)), "document": f"追加{book.count}", "reason": "年中调整"}
    add_record(book.act, CHANGE, {**told, "decided_on": book.act.on - timedelta(days=days_ago)})


def cap(book: Book, what: str, yuan: float) -> ExpenseCap:
    """Set the most of one of the three public expenses."""
    told = {"organisation_id": book.home.id, "year": book.act.on.year, "what": what, "amount": Decimal(str(yuan))}
    made = add_record(book.act, CAP, told)
    assert isinstance(made, ExpenseCap)
    return made


def transfer(
    book: Book,
    yuan: float = 400_000,
    days_ago: int = 40,
    pass_on: float = 0,
    above: Appropriation | None = None,
    home: Organisation | None = None,
    **said: Any,
) -> Appropriation:
    """Receive a special transfer, from the city or from the step above."""
    book.count += 1
    told = {
        "organisation_id": (home or book.home).id,
        "above_id": above.id if above else None,
        "programme": "老旧小区改造补助",
        "document": f"闽财建〔2026〕{book.count}号",
        "function_class": "2210108",
        "amount": Decimal(str(yuan)),
        "received_on": book.act.on - timedelta(days=days_ago),
        "sender": "福州市财政局",
        "pass_on": Decimal(str(pass_on)),
        "to_persons": False,
    }
    made = add_record(book.act, APPROPRIATION, {**told, **said})
    assert isinstance(made, Appropriation)
    return made


def project(book: Book, yuan: float = 1_000_000, began: int = 200) -> PublicProject:
    """Plan a project of the urban bureau."""
    book.count += 1
    told = {
        "organisation_id": book.home.id,
        "code": f"P{book.count}",
        "name": "雨污分流改造",
        "budget": Decimal(str(yuan)),
        "starts_on": book.act.on - timedelta(days=began),
        "ends_on": book.act.on + timedelta(days=100),
    }
    made = add_record(book.act, PROJECT, told)
    assert isinstance(made, PublicProject)
    return made


def contract(
    book: Book, of: PublicProject, signed: int = 150, yuan: float = 800_000, advance: int = 0
) -> tuple[ProjectContract, Party]:
    """Sign a contract of a project so many days ago; returns it and the supplier."""
    book.count += 1
    told = {
        "project_id": of.id,
        "number": f"HT{book.count}",
        "supplier_code": credit_code(70_000 + book.count),
        "supplier": f"福州承建{book.count}有限公司",
        "amount": Decimal(str(yuan)),
        "advance": advance,
        "signed_on": book.act.on - timedelta(days=signed),
    }
    made = add_record(book.act, CONTRACT, told)
    assert isinstance(made, ProjectContract) and made.party is not None
    return made, made.party


def plan(book: Book, of: PublicProject, months: Mapping[int, float]) -> None:
    """Plan what is spent in each month."""
    for month, yuan in months.items():
        add_record(book.act, MONTH, {"project_id": of.id, "month": month, "planned": Decimal(str(yuan))})


def reached(book: Book, of: PublicProject, percent: int, days_ago: int) -> None:
    """Report how far the works are."""
    on = book.act.on - timedelta(days=days_ago)
    told = {"project_id": of.id, "name": f"完成{percent}%", "percent": percent, "due_on": on, "reported_on": on}
    add_record(book.act, MILESTONE, told)


def spend(
    book: Book, yuan: float, days_ago: float, payee: Party | None = None, economic: str = "", **ends: Any
) -> Movement:
    """Pay out of the urban bureau and charge the payment."""
    moved = book.pay(book.body, payee or company(book.act), yuan, days_ago, f"支出{book.count}", economic=economic)
    if ends:
        book.act.session.flush()
        charge_movement(book.act, moved, **ends)
    return moved


def foreign(
    book: Book, asked: datetime, maker: str = "czq01", checker: str = "ljg02", yuan: float = 30_000, **said: Any
) -> PaymentOrder:
    """Take an order over from another system, approved ten minutes after it was asked for."""
    book.count += 1
    told = {
        "organisation_id": book.home.id,
        "number": f"GK{book.count}",
        "system": "国库集中支付系统",
        "payee_number": credit_code(60_001),
        "payee_name": "福州立印办公设备有限公司",
        "amount": Decimal(str(yuan)),
        "purpose": f"采购{book.count}",
        "asked_by": "陈志强",
        "asked_key": maker,
        "asked_at": asked,
        "approved_by": "林建国" if checker else "",
        "approved_key": checker,
        "approved_at": asked + timedelta(minutes=10) if checker else None,
    }
    made = add_record(book.act, ORDER, {**told, **said})
    assert isinstance(made, PaymentOrder)
    return made


def at(book: Book, days_ago: int, hour: int) -> datetime:
    """Return an instant so many days ago, at an hour of China."""
    day = book.act.on - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=CHINA)
