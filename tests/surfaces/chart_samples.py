"""Sample values of every chart: zero months, unknown months, long names, large numbers, crowded units."""

from math import sqrt
from typing import Any

from app.surfaces.charts.funnel import Dot, Limit, Standing
from app.surfaces.charts.marks import Mark, Series, Spread
from app.surfaces.charts.sankey import Band, Node

COUNTS = (0, 34, 1280, 0, None, 977, 1502, 12, 0, 640, 1611, 88)
MONTHS = tuple(
    Mark(f"{month}月", count, f"/rows?month={month}", under="2025年" if month < 9 else "2026年")
    for month, count in enumerate(COUNTS, 1)
)
SHARES = tuple(
    Mark(one.label, None if one.value is None else 1 - one.value / 4000, one.url, "", one.under) for one in MONTHS
)
LABELS = tuple(one.label for one in MONTHS)
SERIES = tuple(
    Series(name, tuple(Mark(one.label, (one.value or 0) / part, one.url) for one in MONTHS))
    for part, name in enumerate(("受理", "办结", "退件", "不予许可"), 1)
)
NAMES = ("鼓楼区城市管理局", "台江区市场监督管理局", "仓山区卫生健康局", "马尾区人力资源和社会保障局", "晋安区")
UNITS = tuple(Mark(name, 5**place, f"/rows?unit={place}") for place, name in enumerate(NAMES))
CELLS = tuple(
    (name, tuple(Mark(label, (place * column * 7) % 31 or None, "/rows") for column, label in enumerate(LABELS)))
    for place, name in enumerate(NAMES, 1)
)
MIDDLE = 0.2
LIMITS = tuple(
    Limit(
        f"{name} %",
        tuple(
            (n, max(0.0, MIDDLE - z * sqrt(MIDDLE * 0.8 / n)), min(1.0, MIDDLE + z * sqrt(MIDDLE * 0.8 / n)))
            for n in (5, 10, 20, 40, 80, 160, 320, 640, 1000)
        ),
    )
    for name, z in (("95", 1.96), ("99.8", 3.09))
)
DOTS = tuple(
    [Dot(f"单位{n}", 30 + n * 41, 0.2 + (n % 5 - 2) * 0.01, Standing.WITHIN, f"/rows?unit={n}") for n in range(22)]
    + [Dot("洪山镇", 800, 0.31, Standing.FAR, "/rows"), Dot("盖山镇", 810, 0.305, Standing.FAR, "/rows")]
    + [Dot("鼓楼区市场监督管理局", 400, 0.26, Standing.HIGH, "/rows"), Dot("闽侯县", 500, 0.15, Standing.LOW, "/rows")]
    + [Dot("小单位", 6, 0.35, Standing.SMALL, "/rows")]
)
SPREADS = tuple(
    Spread(name, 1 + place, 3 + place, 5 + 2 * place, 9 + 3 * place, 18 + 4 * place, 100 * place + 7, "/rows")
    for place, name in enumerate(NAMES)
)
COUNTY = Node("county", "鼓楼区财政局", 1)
PLACES = tuple(
    Node(f"town-{place}", name, 2) for place, name in enumerate(("鼓东街道办事处", "洪山镇人民政府", "五凤街道办事处"))
)
PAYEES = tuple(Node(f"firm-{place}", f"福州第{place}建设工程有限公司", 3) for place in range(7))
BANDS = (
    Band(Node("city", "福州市财政局", 0), COUNTY, 960_000, "/rows"),
    *(Band(COUNTY, town, 300_000 - 60_000 * place, "/rows") for place, town in enumerate(PLACES)),
    *(Band(PLACES[place % 3], firm, 20_000 + 9_000 * place, "/rows") for place, firm in enumerate(PAYEES)),
    Band(COUNTY, PAYEES[0], 120_000, "/rows"),
)
SAMPLES: dict[str, Any] = {
    "months": MONTHS,
    "shares": SHARES,
    "labels": LABELS,
    "series": SERIES,
    "units": UNITS,
    "columns_of_heat": LABELS,
    "cells": CELLS,
    "dots": DOTS,
    "limits": LIMITS,
    "middle": MIDDLE,
    "spreads": SPREADS,
    "bands": BANDS,
}
