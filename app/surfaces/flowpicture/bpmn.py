"""Where the elements of a BPMN export stand: as on our own picture."""

from app.kernel.flows.bpmn import Normal, Positions, normal_form
from app.kernel.flows.bpmn.normal import Element, Vertex
from app.kernel.flows.models import FlowVersion
from app.surfaces.flowpicture.layout import HEAD, Layout, lay_out
from app.surfaces.flowpicture.picture import Arrow, Lane, Node, Picture, Shape


def positions_of(version: FlowVersion) -> Positions:
    """Return the places of all elements of a version's normal form, for ``export_bpmn``."""
    normal = normal_form(version)
    layout = lay_out(_picture(normal))
    return Positions(
        {each.node.code: (each.box.x, each.box.y, each.box.w, each.box.h) for each in layout.nodes},
        _corners(normal, layout),
        {lane.code: (HEAD / 2, box.y, box.w - HEAD / 2, box.h) for lane, box in layout.lanes},
    )


def _corners(normal: Normal, layout: Layout) -> dict[str, tuple[tuple[float, float], ...]]:
    """Return the corners of each flow; flows between the same two elements lie upon each other."""
    drawn = {(each.route.arrow.source, each.route.arrow.target): each.points for each in layout.arrows}
    return {edge.id: drawn[edge.source, edge.target] for edge in normal.edges}


def _picture(normal: Normal) -> Picture:
    lanes = tuple(Lane(duty, duty) for duty in normal.lanes)
    nodes = tuple(Node(vertex.id, vertex.lane, _shape(vertex), vertex.name) for vertex in normal.vertices)
    names: dict[tuple[str, str], list[str]] = {}
    for edge in normal.edges:
        names.setdefault((edge.source, edge.target), []).extend([edge.name] if edge.name else [])
    arrows = tuple(Arrow(*pair, tuple(labels)) for pair, labels in names.items())
    return Picture(lanes, nodes, arrows)


def _shape(vertex: Vertex) -> Shape:
    shapes = {Element.START: Shape.START, Element.TASK: Shape.TASK, Element.END: Shape.END}
    return shapes.get(vertex.element, Shape.GATEWAY)
