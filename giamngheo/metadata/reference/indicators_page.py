"""`docs/indicators.md`: periods, indicators, figures, and how attainment is judged."""

from __future__ import annotations

from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Indicator, Plan
from giamngheo.metadata.reference.markdown import GENERATED, code, table

_MEASURES = {"rate": "tử số / mẫu số × 100", "count": "số đếm", "reduction": "tỷ lệ kỳ gốc − tỷ lệ kỳ này"}
_KINDS = {"stock": "tại ngày chốt", "flow": "phát sinh trong kỳ"}


def indicators_page(configuration: Configuration) -> str:
    """What is the same in every year, and each plan: one below the other, where the office has several."""
    first, *later = configuration.plans
    general = ["## Kỳ báo cáo\n", _periods(configuration), "## Mức độ đạt\n", _ATTAINMENT]
    if not later:
        return "\n".join(
            [GENERATED, f"# Chỉ tiêu và số liệu\n\n{_about(first)}\n", *general, *_plan(first, configuration)]
        )
    plans = (part for plan in configuration.plans for part in _one_of_several(plan, configuration))
    return "\n".join([GENERATED, "# Chỉ tiêu và số liệu\n", *general, *plans])


def _about(plan: Plan) -> str:
    return f"{plan.title}. Kỳ gốc: {plan.baseline_period.title}."


def _one_of_several(plan: Plan, configuration: Configuration) -> list[str]:
    title = f"## Kế hoạch năm {plan.year}\n\nSố {plan.number}: {_about(plan)}\n"
    return [title, *(f"#{part}" if part.startswith("## ") else part for part in _plan(plan, configuration))]


def _plan(plan: Plan, configuration: Configuration) -> list[str]:
    """A plan's indicators, figures and offices."""
    return [
        "## Chỉ tiêu\n",
        table(
            ["Mã", "Chỉ tiêu", "Mục tiêu", "Cách tính", "Loại", "Phụ trách", "Căn cứ", "Từ tháng"],
            (_line(item, plan, configuration) for item in plan.indicator),
        ),
        "Tử số và mẫu số, cộng trên các dòng của trang tính (tên trường: xem [form.md](form.md)):\n",
        table(
            ["Mã", "Trang", "Tử số", "Trang", "Mẫu số"],
            (_parts(item, configuration) for item in plan.indicator),
        ),
        "## Số liệu\n",
        "Các khóa của `giamngheo figures --json`.\n",
        _figures(plan, configuration),
        "## Cơ quan\n",
        table(
            ["Mã", "Cơ quan", "Căn cứ"],
            ((code(key), office.name, office.article) for key, office in plan.offices.items()),
        ),
    ]


def _figures(plan: Plan, configuration: Configuration) -> str:
    return table(
        ["Khóa", "Số liệu", "Đơn vị tính", "Trang", "Biểu thức", "Loại", "Từ tháng"],
        (
            (
                code(key),
                item.title,
                item.unit_of_measure,
                _sheet(configuration, rows),
                code(item.value),
                _KINDS[item.kind],
                _month(item.since),
            )
            for rows, figures in plan.figures.items()
            for key, item in figures.items()
        ),
    )


def _periods(configuration: Configuration) -> str:
    cutoff = configuration.calendar.cutoff_day
    return (
        "Tháng `2020-03`, quý `2020-Q1`, 6 tháng `2020-H1`, 9 tháng `2020-9M`, năm `2020`. Số liệu của một tháng tính "
        f"từ ngày {cutoff + 1} tháng trước đến hết ngày {cutoff}; kỳ dài hơn là các tháng của nó. Số *tại ngày chốt* của "
        "một quý là số của tháng cuối quý; số *phát sinh trong kỳ* là tổng các tháng. Đơn vị chưa có báo cáo được nhận "
        "thì không có trong cả tử số lẫn mẫu số, không bao giờ được đoán; số chung là tổng các đơn vị đã báo cáo, "
        f"«{configuration.levels.area.whole_said}» chỉ khi đủ đơn vị. "
        "Chỉ tiêu, số liệu hoặc cột có tháng bắt đầu (since) thì các kỳ trước đó là «Chưa có số liệu», không phải 0; "
        "trong một kỳ dài bắt đầu trước tháng ấy, số phát sinh cộng từ tháng ấy.\n"
    )


_ATTAINMENT = """\
| Mức độ | Khi nào |
| --- | --- |
| Đạt | giá trị đạt mục tiêu; mục tiêu là một khoảng thì đạt từ đầu gần của khoảng: đầu dưới khi càng nhiều càng tốt (`better = "higher"`), đầu trên khi càng ít càng tốt |
| Vượt mục tiêu | giá trị ra ngoài khoảng về phía tốt hơn: kế hoạch giao giảm 1 đến 1,5 điểm mà giảm được 2 điểm thì không phải là không đạt; tính vào số chỉ tiêu đạt |
| Đúng tiến độ | chưa đạt, nhưng mục tiêu là của cuối năm và giá trị không kém phần của năm đã qua (số tháng / 12) |
| Đang trong mức | chỉ tiêu cộng các tháng mà cả năm không được vượt quá một mức: cộng từ đầu năm đến nay chưa vượt; hết năm mới là «Đạt» |
| Đã vượt mức | như trên, cộng từ đầu năm đã vượt: tháng sau chỉ có thể cộng thêm, nên là kết luận cuối cùng, dù còn thiếu báo cáo |
| Chậm | còn lại, trong năm; thiếu một, hoặc không quá 1% mẫu số, thì trong câu là «gần đạt»; mức giảm âm, tức là tỷ lệ đã tăng, thì báo cáo ghi «Tăng, ngược mục tiêu» |
| Không đạt | còn lại, khi năm của kế hoạch đã hết |
| Chưa đủ căn cứ | chưa đủ đơn vị (với số phát sinh: báo cáo tháng) theo `verdict_coverage_percent`; số đếm thì chưa đủ mọi đơn vị cũng chưa kết luận, trừ khi phần đã có đã quyết định; phần đã có còn thiếu của mục tiêu 100% hoặc «không còn», hoặc đã quá mức trần, thì báo cáo ghi «Chắc chắn chưa đạt», trừ mục tiêu của cuối năm |
| Không phát sinh | mẫu số bằng 0 |
| Chưa có số liệu | không đơn vị nào báo cáo, hoặc kỳ trước tháng bắt đầu thu thập; có số liệu kỳ này nhưng chưa có kỳ gốc thì báo cáo ghi «Chưa tính được» |

Tử số và mẫu số được cộng trước rồi mới chia. Tỷ lệ phát sinh của nhiều tháng: tử số cộng các tháng; mẫu số cũng cộng
nếu nó đếm biến động, còn nếu nó đếm trên danh sách hộ (không theo cột biến động) hoặc ở trang «Thông tin» thì là số của
tháng cuối, vì tháng nào cũng là những hộ ấy; đơn vị thiếu tháng cuối thì chưa tính. Phần trăm mục tiêu là giá trị / mục
tiêu (của khoảng: giá trị / đầu gần); với mục tiêu «= 0» là phần của kỳ gốc đã xóa được; không đủ số kỳ gốc của các đơn
vị có số liệu thì không tính. Mức tối đa (≤, <, hoặc khoảng mà càng ít càng tốt) giữ được là 100%, dù thấp hơn bao
nhiêu; còn vượt thì là phần đã giảm được của quãng từ kỳ gốc đến mục tiêu, kỳ gốc không cao hơn mục tiêu thì không tính.
So sánh trên số chính xác; chỉ làm tròn (nửa lên) khi hiển thị.

Chỉ tiêu phát sinh (`kind = "flow"`) có mục tiêu của cuối năm (`by_year_end`), mức tối đa (≤, <, khoảng mà càng ít càng tốt)
hoặc «=» được cộng từ tháng đầu năm (của chỉ tiêu thêm giữa năm: từ tháng bắt đầu thu thập) đến hết kỳ, vì mục tiêu là của cả
năm; báo cáo ghi «(từ đầu năm)» và các tháng thiếu báo cáo. Mục tiêu tối thiểu không ghi `by_year_end` là của từng kỳ.
Kỳ ở ngoài năm của kế hoạch (kỳ gốc, hoặc năm sau chưa có kế hoạch) không xét theo mục tiêu của cả năm: tử số là của riêng kỳ,
báo cáo ghi «Chưa tính được».

Mục tiêu được điều chỉnh trong năm thì kỳ có ngày chốt số liệu từ ngày áp dụng trở đi xét theo mục tiêu mới, kỳ trước giữ mục
tiêu cũ: số liệu của một kỳ tính đến ngày chốt, nên quyết định có hiệu lực sau ngày chốt không xét lại kỳ ấy. Báo cáo đầu tiên
theo mục tiêu mới (của mỗi loại kỳ) nêu văn bản điều chỉnh. So với kỳ trước thì cả hai kỳ xét theo mục tiêu mới: mục tiêu nâng
lên không làm ai «không còn đạt».

Báo cáo so với kỳ gần nhất có số liệu của ít nhất `verdict_coverage_percent` số đơn vị có số liệu kỳ này, trên các đơn vị có số
liệu cả hai kỳ; không kỳ nào đủ thì với kỳ có nhiều đơn vị như vậy nhất. Kỳ bị bỏ qua được nêu trong báo cáo.
"""


def _line(item: Indicator, plan: Plan, configuration: Configuration) -> tuple[str, ...]:
    target = f"{item.goal_of_all.text} {item.unit_of_measure}"
    whole = configuration.levels.area.whole_said
    notes = [*(["cuối năm"] if item.target.by_year_end else []), *([] if item.target.per_unit else [whole])]
    return (
        code(item.code),
        item.title,
        target + (f" ({', '.join(notes)})" if notes else "") + _revised(item),
        _MEASURES[item.measure],
        _KINDS[item.kind],
        plan.offices[item.responsible].name,
        item.article,
        _month(item.since),
    )


def _revised(item: Indicator) -> str:
    """Each decision that gave the target another value, and from when on."""
    return "".join(
        f"; từ {day(one.from_day)}: {item.as_of(one.from_day).goal_of_all.text} {item.unit_of_measure} ({one.source})"
        for one in sorted(item.revision, key=lambda one: one.from_day)
        if one.value is not None
    )


def _parts(item: Indicator, configuration: Configuration) -> tuple[str, ...]:
    below = _sheet(configuration, item.denominator_rows or item.rows) if item.denominator else ""
    return (
        code(item.code),
        _sheet(configuration, item.rows),
        code(item.numerator),
        below,
        code(item.denominator or ""),
    )


def _sheet(configuration: Configuration, rows: str) -> str:
    return configuration.form.tables[rows].name


def _month(since: str | None) -> str:
    return Period.parse(since).title if since else ""
