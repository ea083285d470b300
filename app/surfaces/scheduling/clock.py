"""The clock process: leads or stands by, runs the jobs of the domains, gives signs of life."""

import logging
import os
import signal
import socket
import threading
import traceback
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.kernel.act import CHINA, Channel
from app.kernel.domain import Job, Lane
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.acts import command_act, now
from app.surfaces.database import db
from app.surfaces.faults import not_set_up
from app.surfaces.language import translate_refusal
from app.surfaces.scheduling.leadership import LostLead, beat, fence_of, lock_of, take_lead
from app.surfaces.scheduling.models import Heartbeat
from app.surfaces.scheduling.operations import (
    clean_run_log,
    is_paused,
    log_run,
    note_hung,
    note_standstill,
    pause_clock,
)
from app.surfaces.scheduling.poking import in_clock, poke_file
from app.surfaces.scheduling.silence import HUNG, Silence
from app.surfaces.scheduling.sound_time import TimeWatch
from app.surfaces.scheduling.standing import STILL
from app.surfaces.scheduling.stopping import run_by

LOG = logging.getLogger("sunshine.clock")
BEAT = 2.0
"""Seconds between signs of life, looks at the poke and tries to take the lead."""
THREADS = {Lane.SCAN: 1, Lane.PAPER: 1, Lane.SHEETS: 1, Lane.CAMERAS: 1, Lane.EXCHANGE: 1, Lane.OTHER: 2}
OWN_JOBS = (Job("clean run log", N_("Remove old entries of the run log"), clean_run_log, daily_at="03:30"),)


def is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of the scheduler says more than that a job is not begun a second time while it runs.

    A job that hangs is told by the page of the clock.
    """
    return "maximum number of running instances" not in str(record.msg)


logging.getLogger("apscheduler.scheduler").addFilter(is_news)


class Clock:
    """One clock process; ``run`` returns only when it is stopped."""

    def __init__(self, app: Flask, name: str | None = None, beat_every: float = BEAT, hung: float = HUNG) -> None:
        self.app = app
        self.name = name or f"{socket.gethostname()}:{os.getpid()}"
        self.fence = 0
        domains = app.extensions["sunshine"].domains
        self.jobs = [*OWN_JOBS, *(job for domain in domains for job in domain.jobs)]
        self.stopping = threading.Event()
        self._beat_every = beat_every
        with app.app_context():
            address = db.engine.url.render_as_string(hide_password=False)
            self.time = TimeWatch(self._now)
        self.lock = lock_of(address, app.config["SUNSHINE_FOLDER"])
        self._silence = Silence(hung)
        self._scheduler: BackgroundScheduler | None = None
        self._poked_at = self._poke_time()
        self._poked: set[str] = set()
        """Jobs that have been poked since they last began."""
        self._running: set[str] = set()

    @property
    def leads(self) -> bool:
        """Tell whether this process runs the jobs."""
        return self._scheduler is not None

    def run(self) -> None:
        """Lead whenever nobody else does, until ``stop``."""
        LOG.info("clock %s started", self.name)
        try:
            while not self.stopping.is_set():
                self._once()
                self.stopping.wait(self._beat_every)
        finally:
            self._step_down()
            self.lock.release()

    def stop(self) -> None:
        """End ``run`` after the jobs under way."""
        self.stopping.set()

    def _once(self) -> None:
        try:
            if self.leads and not self.lock.held():
                LOG.error("clock %s lost its lock", self.name)
                self._step_down()
            if not self.leads and (self.lock.take() or self._depose()):
                self._lead()
            with self.app.app_context(), db.engine.begin() as connection:
                beat(connection, self.name, self._now())
            if self.leads:
                self._follow_pokes()
        except DBAPIError as fault:
            if not_set_up(fault):
                LOG.error("clock %s waits: the database has not been set up yet (flask setup)", self.name)
            else:
                LOG.exception("clock %s cannot reach the database", self.name)

    def _depose(self) -> bool:
        """Take the lock of a leader that lives and gives no sign of life; its later writes are refused."""
        with self.app.app_context():
            with db.engine.connect() as connection:
                hung = self._silence.hung_leader(connection)
            if hung is None or hung == self.name or not self.lock.seize():
                return False
            LOG.critical("clock %s gave no sign of life: %s takes its place", hung, self.name)
            with _quiet(), command_act(Channel.CLOCK) as act:
                note_hung(act, hung)
        return True

    def _lead(self) -> None:
        with self.app.app_context():
            with db.engine.begin() as connection:
                off = self.time.differs(connection)
                last = connection.scalar(select(func.max(Heartbeat.beat_at)).where(Heartbeat.leads.is_(True)))
                at = self._now()
                self.fence = take_lead(connection, self.name, at)
            if off is not None:
                self._pause(str(off))
            elif last is not None and at - last > STILL:
                with _quiet(), command_act(Channel.CLOCK) as act:
                    note_standstill(act, last)
        LOG.info("clock %s leads under fence %d", self.name, self.fence)
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={lane.value: ThreadPoolExecutor(threads) for lane, threads in THREADS.items()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=CHINA,
        )
        for job in self.jobs:
            self._schedule(job)
        self._scheduler.start()

    def _schedule(self, job: Job) -> None:
        assert self._scheduler is not None
        if job.every is not None:
            trigger = IntervalTrigger(seconds=job.every, timezone=CHINA)
            first = {"next_run_time": datetime.now(CHINA)}
        else:
            hour, minute = (job.daily_at or "00:00").split(":")
            trigger, first = CronTrigger(hour=hour, minute=minute, timezone=CHINA), {}
        self._scheduler.add_job(
            self.carry_out, trigger, [job, self.fence], id=job.name, name=job.title, executor=job.lane.value, **first
        )

    def _step_down(self) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=self.stopping.is_set())
            self._scheduler = None

    def _follow_pokes(self) -> None:
        """Have poked jobs begin at once; one that is running, and may have read before the poke, runs again afterwards."""
        poked_at = self._poke_time()
        if poked_at != self._poked_at:
            self._poked_at = poked_at
            self._poked |= {job.name for job in self.jobs if job.on_poke}
        if self._scheduler is not None:
            for name in self._poked - self._running:
                self._scheduler.modify_job(name, next_run_time=datetime.now(CHINA))

    def carry_out(self, job: Job, fence: int) -> None:
        """Run one job in an act of its own and log it; what a deposed leader did is rolled back."""
        run_by.set(self.stopping)
        self._running.add(job.name)
        self._poked.discard(job.name)
        with _quiet(), self.app.app_context():
            try:
                if not self._may_run():
                    return
                with command_act(Channel.CLOCK) as act:
                    figures = dict(job.run(act) or {})
                    fault = figures.pop("fault", None)
                    log_run(act, job.name, self._now(), figures, fault)
                    act.session.flush()
                    fence_of(self.name, fence)(act.session)
                if fault is not None:
                    LOG.error("job %s did not do all of its work: %s", job.name, fault)
            except LostLead:
                LOG.error("clock %s was deposed while it ran %s", self.name, job.name)
                self._step_down()
            except Refused as fault:
                LOG.error("job %s was refused: %s", job.name, fault)
                self._log_fault(job, translate_refusal(fault))
            except Exception:
                # One faulty job must not stop the others: it is logged and tried again at its time.
                LOG.exception("job %s failed", job.name)
                self._log_fault(job, traceback.format_exc(limit=-8))
            finally:
                self._running.discard(job.name)
                db.session.remove()

    def _may_run(self) -> bool:
        """Refuse to work while the time cannot be trusted (F10)."""
        off = self.time.jumped()
        if off is not None:
            self._pause(str(off))
        with command_act(Channel.CLOCK) as act:
            return not is_paused(act)

    def _pause(self, off: str) -> None:
        LOG.critical("the time jumped by %s: the clock pauses", off)
        with _quiet(), command_act(Channel.CLOCK) as act:
            pause_clock(act, off)
        self.time.start_again()

    def _log_fault(self, job: Job, fault: str) -> None:
        try:
            with command_act(Channel.CLOCK) as act:
                log_run(act, job.name, self._now(), {}, fault)
        except DBAPIError:
            LOG.exception("the fault of %s could not be logged", job.name)

    def _now(self) -> datetime:
        with self.app.app_context():
            return now()

    def _poke_time(self) -> int:
        file = poke_file(self.app)
        return file.stat().st_mtime_ns if file.exists() else 0


class _quiet:  # noqa: N801 - reads as a word
    """While the clock writes, its own commits poke nobody."""

    def __enter__(self) -> None:
        self._token = in_clock.set(True)

    def __exit__(self, *_: object) -> None:
        in_clock.reset(self._token)


def run_clock(app: Flask) -> None:
    """Run a clock process until it is told to stop (SIGTERM, SIGINT)."""
    clock = Clock(app)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: clock.stop())
    clock.run()
