"""What the clock does, and that one case in trouble holds up no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.approvals.domain import APPROVALS
from app.approvals.jobs import JOBS, deem_silence, paper_folder, print_papers
from app.approvals.operations import accept, deem_accepted
from app.kernel.attachments import Attachment
from tests.approvals.cases import Story


def test_the_clock_deems_accepted_what_nobody_answered(story: Story) -> None:
    silent, answered = story.submitted("2026-09-21", key="a"), story.submitted("2026-09-21", key="b")
    accept(story.by("window", "2026-09-22"), answered)
    assert deem_silence(story.by(None, "2026-09-29", 23)) == {"done": 0, "refused": 0}
    assert deem_silence(story.by(None, "2026-09-30", 0)) == {"done": 1, "refused": 0}
    assert silent.deemed is True and answered.deemed is False
    assert deem_silence(story.by(None, "2026-09-30", 1)) == {"done": 0, "refused": 0}


def test_an_instant_item_is_deemed_accepted_too(story_of: Callable[..., Story]) -> None:
    story = story_of("instant", instant=True)
    case = story.submitted("2026-09-21")
    assert deem_silence(story.by(None, "2026-09-30", 0))["done"] == 1
    assert case.state == "accepted"


def test_cases_of_imported_logs_are_left_alone(story: Story) -> None:
    case = story.submitted("2026-09-21")
    case.observed_until = case.received_at
    assert deem_silence(story.by(None, "2026-09-30", 0)) == {"done": 0, "refused": 0}


def test_one_case_in_trouble_holds_up_no_other(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    odd, plain = story.submitted("2026-09-21", key="a"), story.submitted("2026-09-21", key="b")
    from app.approvals import jobs
    from app.kernel.errors import OutOfOrder

    def stumble(act: Any, case: Any) -> Any:
        if case.id == odd.id:
            case.reason = "half done"
            act.session.flush()
            raise OutOfOrder("odd")
        return real(act, case)

    real = deem_accepted
    monkeypatch.setattr(jobs, "deem_accepted", stumble)
    assert deem_silence(story.by(None, "2026-09-30", 0)) == {"done": 1, "refused": 1}
    assert (odd.state, odd.reason, plain.state) == ("submitted", None, "accepted")


def test_documents_are_printed_by_the_clock(story: Story, session: Session, tmp_path: Path) -> None:
    story.submitted()
    app = Flask(__name__)
    app.config.update(SUNSHINE_ADDRESS="http://127.0.0.1", SUNSHINE_FOLDER=tmp_path)
    with app.app_context():
        assert print_papers(story.by(None, "2026-09-21")) == {"printed": 1, "failed": 0}
    kept = session.query(Attachment).one()
    assert (paper_folder(tmp_path) / kept.stored_as).is_file()


def test_every_job_has_its_hour_or_its_interval() -> None:
    assert APPROVALS.jobs == JOBS and len({job.name for job in JOBS}) == len(JOBS)
    assert all((job.every is None) != (job.daily_at is None) for job in JOBS)
