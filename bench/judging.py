"""Judgements per second on one core, against SpiffWorkflow's DMN engine on the same table.

``python -m bench.judging`` prints, for the standard of dust control (one band, three grades,
heaviest hit wins), the median of five rounds of both engines on the same thousand facts, and the ratio.
The peer reads the same rows as a DMN 1.3 decision table with the hit policy COLLECT and answers only
which grades hit; ours also computes the range, the gates and the reasons, and is checked against it.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser

from app.penalties.judging.engine import judge
from app.penalties.judging.reading import read_standard
from app.penalties.judging.standard import Standard

FACTS = 1000
ROUNDS = 5
SCRIPTS = PythonScriptEngine()

STANDARD: dict[str, Any] = {
    "general": False,
    "factors": [
        {"code": "area", "label": "工地面积"},
        {"code": "times", "label": "查处次数", "kind": "count", "lowest": "1"},
        {"code": "alert", "label": "重污染天气预警期间", "kind": "yes_no"},
    ],
    "bands": [{"code": "a", "lo": "10000", "hi": "100000", "basis": "大气污染防治法第一百一十五条第一款"}],
    "grades": [
        {"code": "g1", "level": 1, "lo": "0", "hi": "0.3", "any": [[["area", "<", 500], ["times", "=", 1]]]},
        {
            "code": "g2",
            "level": 2,
            "lo": "0.3",
            "hi": "0.7",
            "any": [[["area", ">=", 500], ["area", "<", 5000], ["times", "=", 1]]],
        },
        {
            "code": "g3",
            "level": 3,
            "lo": "0.7",
            "hi": "1",
            "any": [[["area", ">=", 5000]], [["times", ">=", 2]], [["alert", "=", True]]],
        },
    ],
}


def facts_of(number: int) -> list[dict[str, Any]]:
    """Return so many sets of facts, the same in every run."""
    chance = random.Random(115)  # noqa: S311 - the same facts in every run
    return [
        {"area": chance.randrange(0, 10_000), "times": chance.choice([1, 1, 1, 2, 3]), "alert": chance.random() < 0.2}
        for _ in range(number)
    ]


def decision_table(standard: Standard) -> DMNEngine:
    """Return the grades of a standard as SpiffWorkflow's engine for a decision table with one input a factor."""
    codes = ["area", "times", "alert"]
    rules = []
    for grade in standard.grades:
        for when in grade.alternatives:
            cells = []
            for code in codes:
                parts = [f"? {'==' if c.operator == '=' else c.operator} {c.value}" for c in when if c.factor == code]
                cells.append(
                    f"<inputEntry id='i{len(rules)}{code}'><text>{escape(' and '.join(parts))}</text></inputEntry>"
                )
            out = f"<outputEntry id='o{len(rules)}'><text>\"{grade.code}\"</text></outputEntry>"
            rules.append(f"<rule id='r{len(rules)}'>{''.join(cells)}{out}</rule>")
    inputs = "".join(
        f"<input id='{code}'><inputExpression id='e{code}' typeRef='number'><text>{code}</text></inputExpression></input>"
        for code in codes
    )
    text = (
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='x'>"
        "<decision id='grades' name='grades'><decisionTable id='t' hitPolicy='COLLECT'>"
        f"{inputs}<output id='o' name='grade' typeRef='string'/>{''.join(rules)}</decisionTable></decision></definitions>"
    )
    parser = BpmnDmnParser()
    parser.add_dmn_xml(etree.fromstring(text))
    engine: DMNEngine = parser.get_engine("grades", None)
    return engine


def per_second(work: Callable[[dict[str, Any]], object], facts: list[dict[str, Any]]) -> float:
    """Return how many sets of facts are worked off in a second: the median of some rounds."""
    found = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        for one in facts:
            work(one)
        found.append(len(facts) / (time.process_time() - begin))
    return statistics.median(found)


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    raw = facts_of(FACTS)
    standard = read_standard(STANDARD)
    ours = [{"area": Decimal(f["area"]), "times": Decimal(f["times"]), "alert": f["alert"]} for f in raw]
    print(f"{FACTS} sets of facts, one core, median of {ROUNDS} rounds of processor time")
    mine = per_second(lambda facts: judge(standard, facts), ours)
    engine = decision_table(standard)
    for given, typed in zip(raw, ours, strict=True):
        hit = {row["grade"] for row in peer_rows(engine, given)}
        if hit != {grade.code for grade in judge(standard, typed).hits}:
            sys.exit(f"the two engines disagree on {given}")
    peer = per_second(lambda facts: peer_rows(engine, facts), raw)
    print(f"ours          {mine:10,.0f} judgements a second (promised: 1,000), with range and reasons")
    print(f"SpiffWorkflow {peer:10,.0f} decisions a second, hits only")
    print(f"ratio         {mine / peer:10.1f}")


def peer_rows(engine: DMNEngine, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that SpiffWorkflow's engine says hit; of a task it needs its data and a script engine only."""
    task = SimpleNamespace(data=facts, workflow=SimpleNamespace(script_engine=SCRIPTS))
    return [rule.output_as_dict(task) for rule in engine.decide(task)]


if __name__ == "__main__":
    main()
