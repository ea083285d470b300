"""Real honest money stays quiet: how many alerts each point raises on a council's published payments, and why."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funds.models import Movement
from app.funds.operations.measures import write_measures
from app.funds.operations.shapes import write_shapes
from app.funds.operations.statements import File, take_lines
from app.funds.points import POINTS
from app.funds.statements.checking import check_source, lines_of
from app.funds.statements.lines import Reader
from app.funds.statements.reading import open_source
from app.funds.statements.register import Register
from app.kernel.act import Act
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.funds.test_shapes import DATA, needs_data
from tests.world import World

FILE = "council_payments_darlington_2021.csv"
HOMES = ("city", "gulou", "gulou-urban", "gulou-health", "gulou-inspection", "gudong", "zhongshan", "qingcheng")


def as_statement(folder: Path, units: dict[str, str]) -> Path:
    """Write the published payments as a treasury's list; payees are known by their name alone, as the source knows them."""
    kept = folder / "darlington.csv"
    with (DATA / FILE).open(encoding="utf-8") as source, kept.open("w", encoding="utf-8", newline="") as target:
        rows, out = csv.DictReader(source), csv.writer(target)
        out.writerow(["日期", "流水号", "付款人代码", "付款人", "金额", "收款人代码", "收款人", "用途", "借贷"])
        for row in rows:
            payee = row["payee"].strip() or "unnamed"
            number = f"GB-DAR:{sha256(payee.encode()).hexdigest()[:20]}"
            minus = row["amount"].startswith("-")
            out.writerow(
                [row["date"], row["id"], units[row["unit"]], row["unit"], row["amount"].lstrip("-"), number, payee,
                 "payment", "贷" if minus else "借"]
            )  # fmt: skip
    return kept


@needs_data
def test_a_councils_published_payments_raise_few_alerts(
    session: Session, world: World, acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    act = acting_as(None, at=datetime(2022, 2, 1, tzinfo=UTC))
    with (DATA / FILE).open(encoding="utf-8") as source:
        names = sorted({row["unit"] for row in csv.DictReader(source)})
    units = {name: f"GB-UNIT:{place}" for place, name in enumerate(names)}
    homes = [one for one in HOMES if world.organisation(one).county == 350102]
    for name, code in zip(names, homes, strict=False):
        world.organisation(code).credit_code = units[name]
    session.flush()
    file = as_statement(tmp_path, units)
    source_file = open_source(file)
    checked = check_source(source_file, Reader(), act.on)
    assert (checked.totals.count, checked.faulty, checked.broken) == (21_215, 2, None)  # two of zero
    register = Register(session, 350102, file.name)
    lines = lines_of(source_file, Reader(), lambda _number, _fault: None)
    home = world.organisation("gulou").id
    while part := list(islice(lines, 1_000)):
        take_lines(act, File(file.name, "0" * 64, home), part, register)
    assert session.scalar(select(func.sum(Movement.amount))) is not None
    write_shapes(act, 350102)
    assert write_measures(act, 350102)["bodies"] > 0
    sweep(act, POINTS)
    raised = Counter(session.scalars(select(Alert.point)))
    assert raised == {"F04.split": 4, "F07.concentrated": 1, "F09.duplicate": 15}
