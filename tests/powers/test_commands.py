"""The catalogue on the command line: bring in, write out, print figures."""

import json
from pathlib import Path

from flask import Flask

from app.powers.commands import powers_group
from app.surfaces.sheets.reading import read_book

HEAD = "编码,名称,类型,单位"
GOOD = "GL-XK-0001-00,食品经营许可,01,gulou-urban"


def run(site: Flask, *arguments: str) -> tuple[int, str]:
    answer = site.test_cli_runner().invoke(powers_group, list(arguments))
    return answer.exit_code, answer.output


def test_a_sheet_is_planned_brought_in_once_and_written_out(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f"{HEAD}\n{GOOD}\n", encoding="gb18030")
    code, output = run(site, "import", str(file), "--dry-run", "--json")
    assert (code, json.loads(output)["counts"]["new"]) == (0, 1)
    assert run(site, "import", str(file), "--county", "350102")[0] == 0
    counts = json.loads(run(site, "import", str(file), "--json")[1])["counts"]
    assert (counts["new"], counts["same"]) == (0, 1)
    target = tmp_path / "out.xlsx"
    assert run(site, "export", str(target))[0] == 0
    assert read_book(target).sheets[0].rows[1][:2] == ["GL-XK-0001-00", "食品经营许可"]


def test_a_faulty_sheet_is_marked_and_leaves_everything_as_it_was(site: Flask, tmp_path: Path) -> None:
    file, marked = tmp_path / "in.csv", tmp_path / "marked.xlsx"
    rows = "".join(f"GL-XK-{n:04d}-00,名,99,gulou-urban\n" for n in range(2, 60))
    file.write_text(f"{HEAD}\n{GOOD}\n{rows}GL-XK-0100-00,名,01,新局\n", encoding="utf-8")
    code, output = run(site, "import", str(file), "--marked", str(marked))
    assert code == 1
    assert "新局" in output
    assert "--marked" in output
    assert read_book(marked).sheets[0].rows[2][4] != ""
    assert json.loads(run(site, "import", str(file), "--dry-run", "--json")[1])["counts"]["new"] == 1
    assert run(site, "import", str(file), "--good-rows")[0] == 0
    assert json.loads(run(site, "import", str(file), "--dry-run", "--json")[1])["counts"]["same"] == 1


def test_a_foreign_sheet_is_guessed_and_an_unknown_mapping_refused(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("item_code,name,task_type,department\nA-1,甲,1,区新局\n", encoding="utf-8")
    chosen = ("--mapping", "guess", "--create-organisations", "--county", "350102", "--json")
    code, output = run(site, "import", str(file), *chosen)
    assert (code, json.loads(output)["counts"]["new"]) == (0, 1)
    code, output = run(site, "import", str(file), "--mapping", "没有")
    assert code == 1
    assert "没有" in output


def test_figures_are_printed_as_table_and_as_json(site: Flask) -> None:
    assert json.loads(run(site, "figures", "--json", "--county", "350102")[1])["standing"] == 0
    code, output = run(site, "figures", "--since", "2026-01-01")
    assert code == 0
    assert "merged_or_adjusted" in output
