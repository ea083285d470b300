"""What a person wants to see of the alert queue."""

from collections.abc import Iterable

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.words import N_
from app.supervision.models import QueueView
from app.supervision.queries.columns import Column


def choose_columns(act: Act, names: Iterable[str]) -> QueueView:
    """Keep the columns that a person wants, in the order in which the program declares them."""
    owner = act.actor.official_id
    if owner is None:
        raise NotAllowed(N_("Log in to choose columns of your own."))
    wanted = set(names)
    if not wanted or wanted - set(Column):
        raise Incomplete(N_("Choose at least one column, and only columns that the list has."), field="columns")
    view = act.session.scalar(select(QueueView).where(QueueView.official_id == owner))
    if view is None:
        view = QueueView(county=act.county, official_id=owner)
        act.session.add(view)
    view.columns = [str(column) for column in Column if column in wanted]
    act.session.flush()
    record(act, "alert_columns.chosen", view, columns=view.columns)
    return view
