"""Standards of the worked examples. Bands are the law's; the steps of the grades are examples."""

from typing import Any

from app.penalties.judging.reading import read_standard
from app.penalties.judging.standard import Standard

Content = dict[str, Any]


def fraction(level: int, name: str, lo: str, hi: str, *alternatives: list[list[Any]], **more: Any) -> Content:
    """Return a grade that is a part of its band."""
    code = f"g{level}{more.get('band', '')}"
    row = {"code": code, "level": level, "name": name, "lo": lo, "hi": hi, "any": list(alternatives)}
    return {**row, "basis": "示范裁量基准", **more}


ROAD: Content = {
    "factors": [
        {"code": "income", "label": "违法所得", "unit": "元", "default": "0"},
        {"code": "times", "label": "查处次数", "kind": "count", "lowest": "1"},
        {"code": "months", "label": "经营月数"},
        {"code": "obstructed", "label": "妨碍执法", "kind": "yes_no", "default": "否"},
    ],
    "bands": [
        {
            "code": "a",
            "kind": "multiple",
            "base": "income",
            "lo": "2",
            "hi": "10",
            "when": [["income", ">=", "20000"]],
            "basis": "道路运输条例第六十三条第一款第二项",
            "law_level": "regulation",
        },
        {
            "code": "b",
            "lo": "10000",
            "hi": "100000",
            "basis": "道路运输条例第六十三条第一款第二项",
            "law_level": "regulation",
        },
    ],
    "grades": [
        fraction(1, "轻微", "0", "0.1", [["times", "=", 1], ["months", "<", 1]]),
        fraction(2, "一般", "0.1", "0.4", [["times", "=", 1], ["months", ">=", 1], ["months", "<", 3]]),
        fraction(
            3,
            "较重",
            "0.4",
            "0.7",
            [["times", "=", 2], ["months", "<", 6]],
            [["times", "=", 1], ["months", ">=", 3], ["months", "<", 6]],
        ),
        fraction(4, "严重", "0.7", "1", [["times", ">=", 3]], [["times", "<", 3], ["months", ">=", 6]]),
    ],
    "adjustments": [
        {
            "code": "obstruct",
            "name": "妨碍执法",
            "effect": "heavier",
            "share": "0.3",
            "when": [["obstructed", "=", True]],
            "basis": "示范裁量基准",
        }
    ],
}

DUST: Content = {
    "factors": [
        {"code": "area", "label": "工地面积", "unit": "平方米"},
        {"code": "times", "label": "查处次数", "kind": "count", "lowest": "1"},
        {"code": "alert", "label": "重污染天气预警期间", "kind": "yes_no", "default": "否"},
    ],
    "bands": [{"code": "a", "lo": "10000", "hi": "100000", "basis": "大气污染防治法第一百一十五条第一款"}],
    "grades": [
        fraction(1, "较轻", "0", "0.3", [["area", "<", 500], ["times", "=", 1]]),
        fraction(2, "一般", "0.3", "0.7", [["area", ">=", 500], ["area", "<", 5000], ["times", "=", 1]]),
        fraction(3, "严重", "0.7", "1", [["area", ">=", 5000]], [["times", ">=", 2]], [["alert", "=", True]]),
    ],
}

FOOD: Content = {
    "factors": [{"code": "value", "label": "货值金额", "unit": "元"}],
    "bands": [
        {
            "code": "a",
            "lo": "50000",
            "hi": "100000",
            "when": [["value", "<", 10000]],
            "basis": "食品安全法第一百二十四条第一款第五项",
            "kinds": ["没收违法所得"],
        },
        {
            "code": "b",
            "kind": "multiple",
            "base": "value",
            "lo": "10",
            "hi": "20",
            "basis": "食品安全法第一百二十四条第一款第五项",
            "kinds": ["没收违法所得"],
        },
    ],
    "grades": [
        fraction(1, "较轻", "0", "0.3", [["value", "<", 10000]], band="a"),
        fraction(2, "一般", "0.3", "0.7", [["value", ">=", 10000], ["value", "<", 50000]], band="b"),
        fraction(3, "严重", "0.7", "1", [["value", ">=", 50000]], band="b"),
    ],
}


def area(level: int, band: str, lo: str, hi: str, *conditions: list[Any]) -> Content:
    """Return an absolute grade by area."""
    return {
        "code": f"{band}{level}",
        "level": level,
        "name": f"{level}档",
        "kind": "amount",
        "band": band,
        "lo": lo,
        "hi": hi,
        "any": [list(conditions)],
        "basis": "嘉兴裁量基准第1行",
    }


APPEARANCE: Content = {
    "factors": [
        {
            "code": "party",
            "label": "当事人",
            "kind": "choice",
            "choices": [{"code": "unit", "label": "单位"}, {"code": "person", "label": "个人"}],
        },
        {"code": "area", "label": "面积", "unit": "平方米"},
    ],
    "bands": [
        {
            "code": "u",
            "lo": "500",
            "hi": "3000",
            "when": [["party", "=", "unit"]],
            "basis": "浙江省城市市容和环境卫生管理条例第十三条第二款",
            "law_level": "local_regulation",
        },
        {
            "code": "p",
            "lo": "200",
            "hi": "1000",
            "when": [["party", "=", "person"]],
            "basis": "浙江省城市市容和环境卫生管理条例第十三条第二款",
            "law_level": "local_regulation",
        },
    ],
    "grades": [
        area(1, "u", "500", "1500", ["area", "<", 5]),
        area(2, "u", "1500", "2000", ["area", ">=", 5], ["area", "<", 10]),
        area(3, "u", "2000", "3000", ["area", ">=", 10]),
        area(1, "p", "200", "400", ["area", "<", 5]),
        area(2, "p", "400", "600", ["area", ">=", 5], ["area", "<", 10]),
        area(3, "p", "600", "1000", ["area", ">=", 10]),
    ],
}

PLANNING: Content = {
    "factors": [
        {"code": "cost", "label": "建设工程造价", "unit": "元"},
        {"code": "corrected", "label": "按期改正", "kind": "yes_no"},
    ],
    "bands": [{"code": "a", "kind": "percent", "base": "cost", "lo": "5", "hi": "10", "basis": "城乡规划法第六十四条"}],
    "grades": [
        fraction(1, "按期改正", "0", "0", [["corrected", "=", True]]),
        fraction(2, "逾期改正", "0", "1", [["corrected", "=", False]], lo_open=True),
    ],
}

WASTE: Content = {
    "factors": [
        {"code": "cost", "label": "所需处置费用", "unit": "元"},
        {"code": "tons", "label": "数量", "unit": "吨"},
    ],
    "bands": [
        {
            "code": "a",
            "kind": "multiple",
            "base": "cost",
            "lo": "1",
            "hi": "3",
            "floor_base": "100000",
            "basis": "固体废物污染环境防治法第一百零二条第一款第七项",
        }
    ],
    "grades": [
        fraction(1, "较轻", "0", "0.3", [["tons", "<", 10]]),
        fraction(2, "一般", "0.3", "0.7", [["tons", ">=", 10], ["tons", "<", 50]]),
        fraction(3, "严重", "0.7", "1", [["tons", ">=", 50]]),
    ],
}

OVERLOAD: Content = {
    "factors": [{"code": "over", "label": "超载比例", "unit": "%"}],
    "bands": [
        {
            "code": "a",
            "lo": "200",
            "hi": "500",
            "when": [["over", "<=", 30]],
            "basis": "道路交通安全法第九十二条第二款",
        },
        {"code": "b", "lo": "500", "hi": "2000", "basis": "道路交通安全法第九十二条第二款"},
    ],
    "grades": [
        fraction(1, "较轻", "0", "1", [["over", "<=", 30]], band="a"),
        fraction(2, "一般", "0", "0.35", [["over", ">", 30], ["over", "<", 50]], band="b"),
        fraction(3, "较重", "0.35", "0.7", [["over", ">=", 50], ["over", "<", 100]], band="b"),
        fraction(4, "严重", "0.7", "1", [["over", ">=", 100]], band="b"),
    ],
}

ALL: dict[str, Content] = {
    "road": ROAD,
    "dust": DUST,
    "food": FOOD,
    "appearance": APPEARANCE,
    "planning": PLANNING,
    "waste": WASTE,
    "overload": OVERLOAD,
}


def standard(name: str) -> Standard:
    """Return a standard of the examples, read."""
    return read_standard(ALL[name], version=name)
