"""The door of the catalogue."""

from app.kernel.domain import Domain, Job, MenuItem
from app.kernel.flows.checks import VERBS as FLOW_VERBS
from app.kernel.flows.engine import VERBS as STEP_VERBS
from app.kernel.flows.models import Flow, FlowVersion
from app.kernel.subjects import tables
from app.kernel.words import N_
from app.powers.commands import powers_group
from app.powers.flowpages import FLOWS
from app.powers.flowpages import READERS as FLOW_READERS
from app.powers.importpages import ADMINS, IMPORTING
from app.powers.models import ChangeLine, ChangeOrder, Power, PowerVersion
from app.powers.operations import VERBS
from app.powers.orders import carry_out_due
from app.powers.pages import PAGES
from app.powers.records import KINDS
from app.powers.texts import SOURCE
from app.surfaces.sheets.mapping import VERBS as MAPPING_VERBS
from app.surfaces.sheets.models import ColumnMapping

MENU = (
    MenuItem(
        N_("Flows"),
        N_("Catalogue"),
        "flows.flows",
        frozenset(FLOW_READERS),
        "flow",
        60,
        None,
        N_("The fixed paths of the powers, as pictures and tables"),
    ),
    MenuItem(
        N_("Draw up a change order"),
        N_("Catalogue"),
        "powers.new_order",
        frozenset(ADMINS),
        "flag",
        55,
        None,
        N_("Confirm, merge, adjust, delegate, cancel or pause powers"),
    ),
    MenuItem(
        N_("Figures of the catalogue"),
        N_("Catalogue"),
        "powers.catalogue_figures",
        frozenset(FLOW_READERS),
        "chart",
        58,
        None,
        N_("What the orders of a period did"),
    ),
    MenuItem(
        N_("Bring in a catalogue"),
        N_("Catalogue"),
        "catalogue_import.upload",
        frozenset(ADMINS),
        "upload",
        70,
        None,
        N_("From a spreadsheet, ours or another system's"),
    ),
)

POWERS = Domain(
    name="powers",
    title=N_("Power catalogue"),
    manual="administrator",
    verbs={**VERBS, **STEP_VERBS, **FLOW_VERBS, **MAPPING_VERBS},
    subjects=tables(Power, PowerVersion, ChangeOrder, ChangeLine, Flow, FlowVersion, ColumnMapping),
    records=KINDS,
    jobs=(Job("orders", N_("Change orders whose day has come"), carry_out_due, daily_at="00:05"),),
    pages=(PAGES, FLOWS, IMPORTING),
    menu=MENU,
    texts=(SOURCE,),
    commands=(powers_group,),
)
