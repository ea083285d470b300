"""A ledger into which tests pay."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.funds.jobs import find_shapes, measure_bodies
from app.funds.models import Account, Movement
from app.funds.operations import record_movement
from app.funds.points import POINTS
from app.kernel.act import Act
from app.kernel.audit import Named
from app.kernel.places import Organisation
from app.parties.models import Party
from app.parties.operations import know_party
from app.parties.words import PartyForm
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.parties.building import credit_code
from tests.world import World


class Book:
    """A ledger into which a test pays; days are counted back from today."""

    def __init__(self, act: Act, world: World) -> None:
        self.act, self.world, self.count = act, world, 0
        self.home = world.organisation("gulou-urban")
        self.body = know_party(act, credit_code(901), "鼓楼区城市管理局", PartyForm.BODY, "机构编制登记")

    def pay(
        self,
        payer: Party | Account,
        payee: Party | Account,
        yuan: float,
        days_ago: float,
        purpose: str = "工程款",
        about: Named | None = None,
        home: Organisation | None = None,
        economic: str = "",
        function: str = "",
    ) -> Movement:
        """Record a payment, ``about`` a contract or another row; of the urban bureau unless another ``home`` is told."""
        self.count += 1
        return record_movement(
            self.act,
            key=f"test:{self.count}",
            organisation=home or self.home,
            payer=payer,
            payee=payee,
            amount=Decimal(str(yuan)),
            purpose=purpose,
            subject=about,
            economic_class=economic,
            function_class=function,
            at=self.act.at - timedelta(days=days_ago),
        )

    def look(self) -> dict[str, int]:
        """Let the clock look; returns how many shapes were found, grew and ended."""
        self.act.session.flush()
        return dict(find_shapes(self.act))

    def measure(self) -> None:
        """Let the night measure."""
        self.act.session.flush()
        measure_bodies(self.act)

    def alerts(self) -> list[tuple[str, bool]]:
        """Scan; return code of each alert and whether it holds."""
        self.look()
        self.measure()
        sweep(self.act, POINTS)
        rows = self.act.session.scalars(select(Alert).order_by(Alert.id).execution_options(populate_existing=True))
        return [(row.point, row.ceased_at is None) for row in rows]
