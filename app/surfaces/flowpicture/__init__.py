"""The picture of a flow: swimlanes drawn from the tables, for desk, portal, phone and print."""

from app.surfaces.flowpicture.bpmn import positions_of
from app.surfaces.flowpicture.drawing import draw_flow, flow_rows
from app.surfaces.flowpicture.look import stylesheet
from app.surfaces.flowpicture.narrow import draw_narrow
from app.surfaces.flowpicture.picture import Picture, picture_of
from app.surfaces.flowpicture.table import rows_of
from app.surfaces.flowpicture.wide import draw

__all__ = [
    "Picture",
    "draw",
    "draw_flow",
    "draw_narrow",
    "flow_rows",
    "picture_of",
    "positions_of",
    "rows_of",
    "stylesheet",
]
