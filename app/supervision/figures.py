"""What is counted of alerts."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.kernel.figures import Better, Figure, Items, Rows, Unit
from app.kernel.words import N_
from app.supervision.models import ENDED, Alert, AlertNote, AlertState, NoteKind
from app.supervision.own.watching import points_called

RIGHT = (str(AlertState.CLOSED), str(AlertState.ACCOUNTABILITY))


def _points(session: Session, keys: Iterable[str]) -> Mapping[str, str]:
    return {code: point.title for code, point in points_called(session, set(keys)).items()}


def _alerts(at: object, *where: object, days: object = None) -> Rows:
    return Rows(Alert, at, tuple(where), item=Alert.point, officer=Alert.official_id, days=days)  # type: ignore[arg-type]


POINTS = Items(_points)
JUDGED = _alerts(Alert.closed_at, Alert.state.in_([str(state) for state in ENDED]))

FIGURES = (
    Figure(
        "alerts.raised",
        N_("Alerts raised"),
        _alerts(Alert.detected_at),
        N_("Alerts by the month in which they were found."),
        items=POINTS,
    ),
    Figure(
        "alerts.explained",
        N_("Explanations handed in"),
        Rows(
            AlertNote,
            AlertNote.written_at,
            (AlertNote.what == str(NoteKind.EXPLANATION),),
            ((Alert, Alert.id == AlertNote.alert_id),),
            Alert.organisation_id,
            Alert.point,
            Alert.official_id,
            about=(Alert, AlertNote.alert_id),
        ),
        N_("Explanations of organisations by the month in which they were written."),
        items=POINTS,
    ),
    Figure(
        "alerts.confirmed",
        N_("Alerts confirmed"),
        _alerts(Alert.closed_at, Alert.state.in_(RIGHT)),
        N_("Of the alerts that ended in the month, those that were right."),
        Unit.SHARE,
        JUDGED,
        items=POINTS,
    ),
    Figure(
        "alerts.false",
        N_("False alarms"),
        _alerts(Alert.closed_at, Alert.state == str(AlertState.FALSE_ALARM)),
        N_("Of the alerts that ended in the month, those that were false alarms."),
        Unit.SHARE,
        JUDGED,
        Better.DOWN,
        POINTS,
    ),
    Figure(
        "alerts.days",
        N_("Days until an alert ended"),
        _alerts(Alert.closed_at, Alert.days_open.is_not(None), days=Alert.days_open),
        N_("Whole days from its detection to its end, of the alerts that ended in the month."),
        Unit.DAYS,
        better=Better.DOWN,
        items=POINTS,
    ),
)
