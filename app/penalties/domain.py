"""The door of penalties."""

from app.kernel.domain import Domain
from app.kernel.words import N_
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.penalties.operations import VERBS
from app.penalties.records import KINDS

PENALTIES = Domain(
    name="penalties",
    title=N_("Online penalties"),
    verbs=VERBS,
    subjects={kind.kind: kind for kind in (Benchmark, ViolationItem, ViolationVersion)},
    records=KINDS,
)
