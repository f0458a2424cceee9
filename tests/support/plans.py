"""Two plans in one office: the project's of 2020, and one of 2021 that counts and asks otherwise."""

from __future__ import annotations

from pathlib import Path

from tests.support.config_folder import change

NUMBER = "31/KH-UBND"
TITLE = "Kế hoạch số 31/KH-UBND ngày 15/01/2021 về thực hiện chỉ tiêu giảm nghèo năm 2021"
STOCKS = "baseline_stocks = { poor = 1597, poor_rate = 4.10, near_poor = 2027, near_poor_rate = 5.20 }"
INFORMED = "numerator = \"sum(informed) filter (where classification = 'poor')\""
_FIGURES = "# Số liệu kèm báo cáo"  # what stands behind the indicators


def relief(most: int) -> str:
    """An indicator that the project's plan does not have, as TOML."""
    return f"""[[indicator]]
code = "relief"
title = "Hộ nghèo bảo trợ xã hội"
measure = "count"
numerator = "count(*) filter (where classification = 'poor' and social_protection)"
unit_of_measure = "hộ"
target = {{ sign = "between", value = 0, to = {most} }}
better = "lower"
responsible = "mttq"
article = "mục II"
"""


def add_indicators(plan: Path, text: str) -> None:
    """TOML behind the plan's last indicator: further ones, or a revision of that one."""
    change(plan, _FIGURES, f"{text}\n{_FIGURES}", 1)


def with_next_plan(config: Path, year: int = 2021, number: str = NUMBER, name: str = "") -> Path:
    """Lay the plan of another year beside that of 2020: another target for the insured, informed people counted with those of
    near-poor households, an indicator and an office that are new; gives its file."""
    plan = config / "plans" / (name or f"{year}.toml")
    plan.parent.mkdir(exist_ok=True)
    plan.write_text((config / "plan.toml").read_text("utf-8"), "utf-8")
    change(plan, 'number = "27/KH-UBND"', f'number = "{number}"')
    change(plan, "Kế hoạch số 27/KH-UBND ngày 27/02/2020 về thực hiện chỉ tiêu giảm nghèo năm 2020", TITLE)
    change(plan, "year = 2020", f"year = {year}")
    change(plan, '"2019-12"', f'"{year - 1}-12"')
    change(plan, STOCKS, "")
    change(plan, 'target = { sign = "≥", value = 100, per_unit = true }', 'target = { sign = "≥", value = 60 }', 1)
    change(plan, INFORMED, 'numerator = "sum(informed)"')
    add_indicators(plan, relief(2))
    change(
        plan, '[offices.nhcsxh]\nname = "Ngân hàng Chính sách xã hội huyện"', '[offices.nhcsxh]\nname = "Ngân hàng mới"'
    )
    return plan
