"""The monitoring points as one document in both languages: ``docs/points.md`` is what this returns."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from flask_babel import force_locale, gettext

from app.kernel.points import TICK, Parameter, Point
from app.kernel.words import N_

COMMAND = "flask --app run:app points --markdown > docs/points.md"
INTRODUCTION = N_(
    "Every question that the platform asks of the trail again and again. The defaults hold until a "
    "county sets another value on the page of the point, with a reason; the change stands in the trail. "
    "Whatever wakes a point, the nightly sweep asks it about everything."
)


def handbook(points: Iterable[Point], groups: Mapping[str, str], verbs: Mapping[str, str]) -> str:
    """Return all points as Markdown, by group and code; ``verbs`` gives the sentence of each verb."""
    ordered = sorted(points, key=lambda point: point.code)
    lines = [f"# {_both(N_('Monitoring points'))}", ""]
    for language in ("zh", "en"):
        with force_locale(language):
            counted = gettext("%(count)d points, written by `%(command)s`.", count=len(ordered), command=COMMAND)
            lines += [f"{gettext(INTRODUCTION)} {counted}", ""]
    for group, members in groupby(ordered, key=lambda point: point.group):
        lines += [f"## {group} {_both(groups[group])}" if group in groups else f"## {group}", ""]
        for point in members:
            lines += [f"### {point.code}", "", "| | 中文 | English |", "| --- | --- | --- |"]
            lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in _rows(point)]
            lines += [_woken(point), ""]
    lines += [f"## {_both(N_('What wakes a point'))}", "", "| | 中文 | English |", "| --- | --- | --- |"]
    for verb in sorted({verb for point in ordered for verb in point.wakes_on}):
        text = N_("Time alone, each minute") if verb == TICK else verbs[verb]
        lines.append(f"| `{verb}` | {_in('zh', text)} | {_in('en', text)} |")
    return "\n".join(lines) + "\n"


def _rows(point: Point) -> Iterator[tuple[str, str, str]]:
    for label, text in (
        (N_("Title"), point.title),
        (N_("Severity"), point.severity.title_id),
        (N_("Nature"), point.nature.title_id),
        (N_("Basis"), point.basis),
        (N_("What it finds"), point.explanation),
        (N_("Comes near and raises nothing"), point.honest),
        *(() if point.verified else ((N_("Note"), N_("The basis still has to be compared with the published text.")),)),
    ):
        yield _both(label), _in("zh", text), _in("en", text)
    for parameter in point.parameters:
        yield (f"{_both(N_('Parameter'))} `{parameter.name}`", _parameter("zh", parameter), _parameter("en", parameter))
    days = f"{point.reply_days} "
    yield (_both(N_("Limit for the reply")), days + _in("zh", N_("working days")), days + _in("en", N_("working days")))


def _parameter(language: str, parameter: Parameter) -> str:
    unit = f" {_in(language, parameter.unit)}" if parameter.unit else ""
    return f"{_in(language, parameter.title)}: {parameter.default}{unit}"


def _woken(point: Point) -> str:
    label = _both(N_("Woken by"))
    if not point.wakes_on:
        nightly = N_("the nightly sweep alone")
        return f"| {label} | {_in('zh', nightly)} | {_in('en', nightly)} |"
    verbs = ", ".join(f"`{verb}`" for verb in sorted(point.wakes_on))
    return f"| {label} | {verbs} | |"


def _in(language: str, message: str) -> str:
    with force_locale(language):
        return str(gettext(message))


def _both(message: str) -> str:
    return f"{_in('zh', message)} · {_in('en', message)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
