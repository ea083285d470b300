"""Verbs of disclosure: the only writers."""

from app.disclosure.operations.drafting import attach_file, draft_item, fill_table, remove_file, submit_text, write_text
from app.disclosure.operations.duties import load_catalogue, move_tasks, name_body, open_event, open_tasks
from app.disclosure.operations.leaks import decide_leak
from app.disclosure.operations.publishing import (
    approve_text,
    archive_item,
    ask_withdrawal,
    begin_correction,
    decide_withdrawal,
    publish_text,
    return_text,
    sweep_items,
    take_over_item,
)
from app.disclosure.operations.voices import (
    answer_question,
    ask,
    close_question,
    decide_request,
    extend_request,
    request_disclosure,
)

__all__ = [
    "answer_question",
    "approve_text",
    "archive_item",
    "ask",
    "ask_withdrawal",
    "attach_file",
    "begin_correction",
    "close_question",
    "decide_leak",
    "decide_request",
    "decide_withdrawal",
    "draft_item",
    "extend_request",
    "fill_table",
    "load_catalogue",
    "move_tasks",
    "name_body",
    "open_event",
    "open_tasks",
    "publish_text",
    "remove_file",
    "request_disclosure",
    "return_text",
    "submit_text",
    "sweep_items",
    "take_over_item",
    "write_text",
]
