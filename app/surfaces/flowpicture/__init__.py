"""The picture of a flow: swimlanes drawn from the tables, for desk, portal and print."""

from app.surfaces.flowpicture.drawing import draw_flow, flow_rows

__all__ = ["draw_flow", "flow_rows"]
