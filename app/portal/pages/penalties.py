"""What is punished and how: penalty items, their standard, and the calculator that anybody may use."""

from flask import render_template, request, url_for

from app.kernel.act import local_day
from app.penalties.calculator import calculate
from app.penalties.queries import PAGE, find_items, public_item, public_organs
from app.penalties.showing import standard_rows
from app.portal.pages import PAGES
from app.surfaces.acts import now, session
from app.surfaces.pages import anyone


@PAGES.get("/penalties/")
@anyone
def penalties() -> str:
    """Search penalty items by name, law, code or pinyin initials; by organ."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:60]
    organ = request.args.get("organ", type=int)
    after = request.args.get("after", 0, type=int)
    found = find_items(session(), None, text, organisation_id=organ, after=after)
    following = url_for(".penalties", q=text or None, organ=organ, after=found[-1].id) if len(found) == PAGE else None
    return render_template(
        "portal/penalties.html",
        rows=found,
        search=text,
        organ=organ,
        organs=public_organs(session()),
        next_url=following,
    )


@PAGES.get("/penalties/<int:item_id>")
@anyone
def penalty(item_id: int) -> str:
    """Show an item's basis and grades, and compute what stated circumstances come to."""
    today = local_day(now())
    item, version = public_item(session(), item_id, today)
    calculation = calculate(session(), item, version, request.args, today)
    if request.args.get("part") == "answer":
        return render_template("penalties/answer.html", calculation=calculation, version=version)
    return render_template(
        "portal/penalty.html",
        item=item,
        version=version,
        standard=standard_rows(version, today),
        calculation=calculation,
        url=url_for(".penalty", item_id=item.id),
    )
