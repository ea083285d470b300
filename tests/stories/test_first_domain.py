"""The tutorial's domain, one file and one line in the list of domains, gets everything that a domain gets."""

import subprocess
import sys

import pytest

RUN = """
import sys, pytest
import app.domains
from docs.examples.street_trees import TREES
app.domains.DOMAINS = (*app.domains.DOMAINS, TREES)
sys.exit(pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", "-k", sys.argv[1], "tests/first_domain.py"]))
"""
"""Adds the domain to the list and runs what it must pass: in a process of its own, whose tables nobody else shares."""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_domain_in_one_file_has_screens_rest_sheet_search_alert_and_open_data(engine: str) -> None:
    run = subprocess.run([sys.executable, "-c", RUN, engine], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert "8 passed" in run.stdout, run.stdout[-500:]
