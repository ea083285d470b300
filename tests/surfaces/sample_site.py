"""A small site that shows every template with sample values; the browser and axe look at it."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import Babel, get_locale
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from app.surfaces import assets, charts, language, understood
from app.surfaces.drafts.pages import kept
from app.surfaces.headers import POLICY
from tests.surfaces.chart_samples import SAMPLES

SURFACES = Path(__file__).resolve().parents[2] / "app" / "surfaces"
STREET = (
    "search",
    "home",
    "items",
    "progress",
    "penalties",
    "published",
    "disclosure",
    "villages",
    "ledgers",
    "trail",
    "open_data",
    "about",
)
PEOPLE = [
    {"id": "1", "text": "鼓楼区城市管理局", "hint": "350102-07"},
    {"id": "2", "text": "鼓楼区市场监督管理局", "hint": "350102-09"},
]
ME = {"name": "林小芳", "organisation": "鼓楼区城市管理局", "roles_text": "承办人、窗口"}
MENU = [
    {
        "title": "工作",
        "items": [
            {"title": "我的待办", "url": "/gallery", "icon": "desk", "active": True, "count": 12},
            {"title": "预警处置", "url": "/records/list", "icon": "bell", "active": False, "count": 3},
        ],
    },
    {
        "title": "权责清单",
        "items": [
            {"title": "行政职权", "url": "/records/form", "icon": "book", "active": False, "count": None},
            {"title": "流程", "url": "/records/show", "icon": "flow", "active": False, "count": None},
        ],
    },
]
FIELDS: list[dict[str, Any]] = [
    {
        "name": "code",
        "label": "编码",
        "input": "text",
        "value": "350102-XK-0012",
        "required": True,
        "hint": "行政区划代码、类别和序号",
        "example": "350102-XK-0012",
    },
    {"name": "name", "label": "名称", "input": "text", "value": "", "required": True, "error": ""},
    {"name": "days", "label": "承诺时限", "input": "number", "unit": "个工作日", "value": 5},
    {"name": "organisation_id", "label": "实施单位", "input": "pick", "pick_url": "/pick", "value": "", "text": ""},
    {"name": "from_on", "label": "施行日期", "input": "date", "value": "2026-09-21"},
    {
        "name": "state",
        "label": "状态",
        "input": "choice",
        "value": "open",
        "required": True,
        "choices": [("open", "有效"), ("paused", "暂停"), ("ended", "取消")],
    },
]
MORE = [{"name": "risk", "label": "廉政风险点", "input": "long", "value": "", "hint": "一行一条"}]
COLUMNS = [
    {"name": "code", "label": "编码", "sort_url": "?order=code", "sorted": "asc"},
    {"name": "name", "label": "名称", "sort_url": "?order=name", "sorted": None},
    {"name": "organisation", "label": "实施单位", "sort_url": None, "sorted": None},
    {"name": "days", "label": "承诺时限", "sort_url": None, "sorted": None},
]
ROWS = [
    {
        "url": "/records/show",
        "cells": [
            {"label": "编码", "text": f"350102-XK-{number:04d}"},
            {"label": "名称", "text": name},
            {"label": "实施单位", "text": "鼓楼区城市管理局"},
            {"label": "承诺时限", "text": f"{number % 9 + 1} 个工作日"},
        ],
    }
    for number, name in enumerate(
        ["户外广告设置审批", "临时占用城市道路审批", "城市建筑垃圾处置核准", "改变绿化规划审批", "燃气经营许可"], 12
    )
]
FILTERS = [
    {
        "name": "organisation_id",
        "label": "实施单位",
        "input": "pick",
        "pick_url": "/pick",
        "value": "",
        "text": "",
        "choices": [],
    },
    {
        "name": "state",
        "label": "状态",
        "input": "choice",
        "value": "",
        "choices": [("open", "有效"), ("ended", "取消")],
    },
    {"name": "from_on", "label": "施行日期", "input": "date", "value": "", "choices": [], "from": "", "to": ""},
]
TRAIL = [
    {"at": "2026年9月21日 10:02", "who": "王小明", "what": "修改了承诺时限"},
    {"at": "2026年9月1日 09:10", "who": "李娟", "what": "公布"},
]
FACTS = [
    {"label": "编码", "text": "350102-XK-0012"},
    {"label": "名称", "text": "户外广告设置审批"},
    {"label": "承诺时限", "text": "5 个工作日"},
]
TILES = [
    {"title": "我的待办", "hint": "按期限排好，先办最急的", "url": "/gallery", "icon": "desk", "count": 12},
    {"title": "退回补正", "hint": "看清原因，补正后再报", "url": "/gallery", "icon": "return", "count": 2},
    {"title": "一次性告知", "hint": "等待申请人补正", "url": "/gallery", "icon": "mail", "count": 0},
    {"title": "登记申请", "hint": "替到窗口的群众录入", "url": "/gallery", "icon": "edit", "count": None},
    {"title": "权责清单", "hint": "查看本单位的职权", "url": "/gallery", "icon": "book", "count": None},
]
LISTING = {
    "title": "行政职权",
    "kind": "power",
    "columns": COLUMNS,
    "rows": ROWS,
    "count": 7115,
    "capped": False,
    "previous_url": None,
    "next_url": "?after=x",
    "search": "",
    "searchable": True,
    "filters": FILTERS,
    "list_url": "/records/list",
    "add_url": "/records/form",
    "import_url": "/records/import",
    "export_url": "/records/list",
    "fault": "",
}
FORM = {
    "title": "行政职权",
    "name": "户外广告设置审批",
    "adding": True,
    "fields": FIELDS,
    "more_fields": MORE,
    "errors": {},
    "stale": False,
    "current": [],
    "edition": "",
    "draft_key": "record.power.new",
    "list_url": "/records/list",
    "cancel_url": "/records/list",
}
SHEET = {
    "title": "行政职权",
    "list_url": "/records/list",
    "template_url": "/records/list",
    "largest": 50,
    "errors": {},
    "kinds": [".xlsx", ".csv"],
    "columns": [
        {
            "label": f["label"],
            "hint": f.get("hint", ""),
            "example": f.get("example", ""),
            "required": f.get("required", False),
        }
        for f in FIELDS
    ],
}
REPORT = {
    "title": "行政职权",
    "list_url": "/records/list",
    "file_name": "权责清单2026.xlsx",
    "done": False,
    "figures": {"rows": 1135, "added": 1100, "changed": 20, "same": 13, "faulty": 2},
    "capped": False,
    "faults": [
        {"row": 18, "column": "承诺时限", "value": "二十天", "reason": "请填写整数，例如 20。"},
        {"row": 402, "column": "实施单位", "value": "城管局", "reason": "本辖区没有这个单位，请填写全称或代码。"},
    ],
    "take_url": "/records/import",
    "hidden_form": {"sheet": "1"},
    "upload_url": "/records/import",
    "report_url": "/records/list",
}
WRONG_FORM = FORM | {
    "errors": {"name": "请填写名称。"},
    "fields": [f | {"error": "请填写名称。"} if f["name"] == "name" else f for f in FIELDS],
}
QR = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E%3Cpath d='M1 1h3v3H1z'/%3E%3C/svg%3E"
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "/gallery": ("gallery.html", {}),
    "/charts": ("gallery_charts.html", SAMPLES),
    "/home": ("home.html", {"tiles": TILES, "warnings": ["明年的工作日历尚未导入。"]}),
    "/home/idle": ("home.html", {"tiles": []}),
    "/records/list": ("records/list.html", LISTING),
    "/records/empty": ("records/list.html", LISTING | {"rows": [], "count": 0, "next_url": None, "search": "x"}),
    "/records/wrong": ("records/form.html", WRONG_FORM),
    "/records/show": (
        "records/show.html",
        {
            "title": "行政职权",
            "name": "户外广告设置审批",
            "rows": FACTS,
            "timeline": TRAIL,
            "edit_url": "/records/form",
            "delete_url": "/records/form",
            "list_url": "/records/list",
            "links": [("版本和内容", "/records/list")],
        },
    ),
    "/records/import": ("records/import.html", SHEET),
    "/records/report": ("records/import_report.html", REPORT),
    "/login": (
        "login.html",
        {
            "errors": {"form": "用户名或密码不正确。"},
            "username": "lin",
            "next": "/",
            "demo": [{"username": "lin", "password": "Demo-2026-sun", "role": "承办人", "organisation": "城管局"}],
        },
    ),
    "/login/code": (
        "second_factor.html",
        {"errors": {}, "enrolling": True, "secret": "JBSW Y3DP", "qr": QR, "username": "lin"},
    ),
    "/login/backup": (
        "backup_codes.html",
        {"codes": ["4F7K-22QP", "91XM-A0CE", "77TT-0PLQ", "MM23-9KDE"], "next": "/"},
    ),
    "/password": ("change_password.html", {"errors": {"again": "两次输入的新密码不一致。"}, "forced": True}),
    "/portal": ("gallery_portal.html", {}),
    **{
        f"/error/{status}": (
            "error.html",
            {"status": status, "sentence": "发生了什么。", "number": "9f3a11c2" if status == 500 else ""},
        )
        for status in (400, 403, 404, 409, 413, 422, 429, 500, 503)
    },
}
OUTSIDE = ("/login", "/login/code", "/login/backup", "/password", "/error/500", "/portal")
"""Pages seen by those who are not in the inner net."""


def make_site(translations: Path) -> Flask:
    """Return the site; ``?lang=en`` shows a page in English, else it is Chinese."""
    site = Flask("sample", template_folder=str(SURFACES / "templates"), static_folder=str(SURFACES / "static"))
    site.config.update(SECRET_KEY="sample", BABEL_TRANSLATION_DIRECTORIES=str(translations), TESTING=True)
    Babel(site, locale_selector=lambda: "en" if request.args.get("lang") == "en" else "zh")
    CSRFProtect(site)
    assets.init_app(site)
    charts.init_app(site)
    site.jinja_env.globals["kept"] = kept
    language.init_app(site)
    understood.init_app(site)
    LoginManager(site).user_loader(lambda _id: None)
    site.config["SENT"] = []
    _names(site)
    for address, (template, context) in PAGES.items():
        site.add_url_rule(address, address, _page(template, context, inside=address not in OUTSIDE))
    site.add_url_rule("/records/form", "form", _form, methods=["GET", "POST"])
    site.add_url_rule(
        "/pick", "pick", lambda: jsonify(results=[p for p in PEOPLE if request.args.get("q", "") in p["text"]])
    )
    site.after_request(_guard)
    return site


def _names(site: Flask) -> None:
    home, login, street = (Blueprint("home", __name__), Blueprint("login", __name__), Blueprint("portal", __name__))
    home.add_url_rule("/", "index", lambda: redirect("/home"))
    for name in ("form", "submit", "leave", "password"):
        login.add_url_rule(f"/log/{name}", name, lambda: redirect("/login"), methods=["GET", "POST"])
    for name in STREET:
        street.add_url_rule(f"/portal/{name}", name, lambda: redirect("/portal"))
    for blueprint in (home, login, street):
        site.register_blueprint(blueprint)


def _context(inside: bool) -> dict[str, Any]:
    return {
        "me": ME if inside else None,
        "menu": MENU if inside else [],
        "locale": str(get_locale()),
        "languages": [
            ("zh", "中文", "?lang=zh", request.args.get("lang") != "en"),
            ("en", "English", "?lang=en", request.args.get("lang") == "en"),
        ],
    }


def _page(template: str, context: dict[str, Any], inside: bool) -> Any:
    return lambda: render_template(template, **_context(inside) | context)


def _form() -> Any:
    if request.method == "POST":
        request.environ["sent"] = request.form.to_dict(flat=True)
        from flask import current_app

        current_app.config["SENT"].append(request.form.to_dict())
        flash("已保存。", "success")
        return redirect(url_for("form"))
    return render_template("records/form.html", **_context(True) | FORM)


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in POLICY.items())
    return response
