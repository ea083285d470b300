"""docs/points.md says what the code says."""

from pathlib import Path

from app import create_app
from app.kernel.points import POINTS
from tests.catalogue import ROOT, compile_chinese


def test_the_page_of_all_points_equals_what_the_command_prints(tmp_path: Path) -> None:
    compile_chinese()
    program = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://", "SUNSHINE_FOLDER": tmp_path})
    answer = program.test_cli_runner().invoke(args=["points", "--markdown"])
    assert answer.exit_code == 0, answer.exception
    assert answer.stdout == (ROOT / "docs" / "points.md").read_text("utf-8")


def test_the_page_holds_every_point_with_its_parameters() -> None:
    page = (ROOT / "docs" / "points.md").read_text("utf-8")
    for point in POINTS:
        assert f"### {point.code}\n" in page
        section = page.split(f"### {point.code}\n")[1].split("\n### ")[0]
        for parameter in point.parameters:
            assert f"`{parameter.name}`" in section
            assert f": {parameter.default}" in section


def test_the_command_prints_the_honest_course_of_every_point(tmp_path: Path) -> None:
    program = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://", "SUNSHINE_FOLDER": tmp_path})
    answer = program.test_cli_runner().invoke(args=["points", "--honest"])
    assert answer.exit_code == 0, answer.exception
    lines = dict(line.split(maxsplit=1) for line in answer.stdout.splitlines())
    assert set(lines) == {point.code for point in POINTS}
