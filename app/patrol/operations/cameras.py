"""Which counters a camera shows, however that was entered."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel.act import Act
from app.patrol.checks import codes_in
from app.patrol.models import Camera, CameraView, Counter


def settle_cameras(act: Act) -> None:
    """Write the views of every camera whose codes of counters have changed."""
    stale = (
        select(Camera)
        .options(selectinload(Camera.views))
        .where(Camera.counter_codes != Camera.shown_as, act.actor.scope.where(Camera.county, Camera.organisation_id))
    )
    for camera in act.session.scalars(stale).all():
        counters = act.session.scalars(
            select(Counter.id).where(
                Counter.hall_id == camera.hall_id, Counter.code.in_(codes_in(camera.counter_codes))
            )
        )
        standing = {view.counter_id: view for view in camera.views}
        camera.views = [
            standing.get(counter) or CameraView(county=camera.county, counter_id=counter)
            for counter in sorted(counters)
        ]
        camera.shown_as = camera.counter_codes
    act.session.flush()
