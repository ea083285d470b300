"""BPMN 2.0: a flow as a drawing that other programs open, and a drawing of theirs as a draft of ours.

The profile: one collaboration with one participant, one lane a duty, start and end events, user tasks,
exclusive and parallel gateways, timers at the border of tasks, extension elements of
``urn:sunshine:flow``, and the diagram itself.
"""

from app.kernel.flows.bpmn.export import Positions, export_bpmn
from app.kernel.flows.bpmn.normal import Normal, normal_form
from app.kernel.flows.bpmn.read import read_bpmn
from app.kernel.flows.draft import FlowDraft

__all__ = ["FlowDraft", "Normal", "Positions", "export_bpmn", "normal_form", "read_bpmn"]
