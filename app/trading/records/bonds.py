"""Record kind of bid bonds: amounts and days; buyers do not see it, as before the opening nobody there counts who bids."""

from app.kernel.records import Access, Field, RecordKind
from app.kernel.words import N_
from app.trading.models import TradeBond
from app.trading.records.course import KEEPING, MENU, WATCHING

BOND = RecordKind(
    name="trade_bond",
    model=TradeBond,
    title=N_("Bid bonds"),
    menu=MENU,
    icon="coins",
    scope="county",
    order=("id", "desc"),
    sheet=False,
    fields=(
        Field("project_id", N_("Project for tender"), picks="project", listed=True, editable=False),
        Field("amount", N_("Amount (yuan)"), listed=True, filtered=True, editable=False),
        Field("paid_at", N_("Paid at"), listed=True, filtered=True, editable=False),
        Field("movement_id", N_("Movement of money"), picks="movement", editable=False),
        Field("refunded_on", N_("Sent back on"), listed=True, filtered=True, editable=False),
        Field("kept_reason", N_("Why it is kept"), editable=False),
    ),
    access=dict.fromkeys((*WATCHING, *KEEPING), Access.READ),
)
KINDS = (BOND,)
