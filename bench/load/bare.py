"""The peer: bare Flask pages with the same SELECT, no log-in, no scope, no words: ``gunicorn bench.load.bare:app``."""

import os

from flask import Flask, redirect, render_template_string, request
from sqlalchemy import create_engine, text
from werkzeug.wrappers import Response

app = Flask(__name__)
engine = create_engine(os.environ["BARE_DATABASE"])
engine.dispose()

OPEN = "a.state NOT IN ('closed', 'false_alarm', 'accountability')"
ROWS = """SELECT a.*, o.name FROM alert a JOIN organisation o ON o.id = a.organisation_id
    WHERE a.county = 350102 AND {where} ORDER BY a.detected_at DESC, a.id DESC LIMIT 26"""
TABLE = """<!doctype html><title>Alerts</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</table>"""
FORM = """<!doctype html><title>Official</title><form method="post"><input name="name"><select name="organisation_id">
{% for row in rows %}<option value="{{ row.id }}">{{ row.name }}</option>{% endfor %}</select></form>"""


def _table(statement: str, **values: object) -> str:
    with engine.connect() as connection:
        return render_template_string(TABLE, rows=connection.execute(text(statement), values).all())


@app.get("/list")
def alerts() -> str:
    """Show a page of alerts."""
    return _table(ROWS.format(where=OPEN))


@app.get("/search")
def search() -> str:
    """Show the alerts in whose text a word stands."""
    return _table(ROWS.format(where=f"{OPEN} AND a.text LIKE :word"), word=f"%{request.args['text']}%")


@app.get("/show/<int:pk>")
def show(pk: int) -> str:
    """Show one alert."""
    statement = ROWS.format(where="a.id = :pk")
    return _table(statement, pk=pk)


@app.get("/form")
def form() -> str:
    """Show a form with a choice."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, name FROM organisation ORDER BY name LIMIT 25")).all()
    return render_template_string(FORM, rows=rows)


@app.post("/save")
def save() -> Response:
    """Save what was typed in the form."""
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO bare_official (name, organisation_id) VALUES (:name, :organisation_id)"),
            request.form.to_dict(),
        )
    return redirect("/list")
