"""Every form of sentence that the papers may use, a line each: a sentence that says a thing in other words is changed here.

`{field}` is what the oracle puts in, `‹…›` stands only where its fields have something. `where` names the papers in which a
true claim of the form must stand: S subject, L letter, W Word file of the full report; D letter and Word file of the
department; C a commune's letter, c its Word file; O an office's letter, o its Word file. Elsewhere it may stand.
A field is of its form's kind, or of the kind that `KIND_OF` names.
"""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

Value = str | tuple[str, ...] | None


class Form(NamedTuple):
    kind: str
    where: str
    template: str


KIND_OF = {
    "over": "coverage",
    "over0": "coverage",
    "near": "direction",
    "split": "direction",
    "cov": "coverage", "reported": "coverage", "lacks": "coverage", "missing": "missing", "late": "late", "level": "level",
    "move": "direction", "move0": "direction", "rise": "direction", "rates": "direction", "since": "comparison",
    "base": "comparison", "when": "comparison", "most": "rank", "lost": "lost", "verdicts": "verdict", "status": "verdict",
    "not_met": "verdict", "value": "value", "parts": "value", "gap": "value", "short": "value", "percent": "value", "target": "target",
    "concerns": "rank", "office": "target", "whom": "coverage", "names": "rank", "count": "level",
    "ends": "outlook", "verdict": "outlook", "hits": "outlook", "few": "outlook", "reasons": "revision", "news": "level", "moved": "revision",
}  # fmt: skip

PHRASES = {
    "units": "{n}/{of} đơn vị",
    "reports": "{n}/{of} báo cáo tháng",
    "revised": " (lần 2, có điều chỉnh)",
    "whole": "toàn huyện Thạch Hà",
    "part": "{n} đơn vị đã báo cáo",
    "level": "có {poor} hộ nghèo ({rate})",
    "none left": "không còn hộ nghèo",
    "fell": "giảm {by}",
    "rose": "tăng {by}",
    "same": "không đổi",
    "less than": "dưới {least}",
    "since": "so với {since}",
    "step of subject": "trong {about}",
    "rates": "({then} → {now})",
    "verdicts": "‹{missed}›{met}/{of} chỉ tiêu đạt{rest}",
    "no verdict": "chưa kết luận được chỉ tiêu nào",
    "sure verdict": "chắc chắn chưa đạt {n}/{of} chỉ tiêu ({names}){rest}",
    "of so many": "{text} (mới có {cov})",
    "reported": "{cov} báo cáo",
    "gaps": "thiếu báo cáo ({cov})",
    "over": "(trên {n} đơn vị có số liệu cả hai kỳ)",
    "rise": "TĂNG {n}",
    "rise of a part": "TĂNG {n} hộ nghèo so với {since}{over} {rates}",
    "rate of a part": "TĂNG TỶ LỆ hộ nghèo so với {since}{over} {rates}, số hộ {move}",
    "late start": "Hộ nghèo {about}: TĂNG {n}",
    "near rise": "; hộ cận nghèo tăng {n} hộ so với {since}",
    "most": "nhiều nhất: {names}",
    "everywhere": "tăng ở cả {n} đơn vị",
    "alike": "nhiều nhất là {n} đơn vị cùng tăng {by} hộ",
    "missed first": "{n}/{of} chỉ tiêu không đạt, ",
    "all late": ", đều gửi muộn (hạn ngày {day})",
    "all who reported late": "; các đơn vị đã báo cáo đều gửi muộn (hạn ngày {day})",
    "some late": "; {n} đơn vị gửi muộn (hạn ngày {day})",
    "late in period": "; {n} đơn vị có báo cáo gửi muộn",
    "stated": "{since} (số ghi trong kế hoạch)",
    "reduced": "{change} so với {base}‹ {rates}›",
    "falls": "giảm {by}",
    "no fall but": "không giảm mà tăng {by}",
    "no fall": "không giảm",
    "milestone": ", tiến độ đến {title} cần {value}",
    "fewer": ", còn phải giảm ít nhất {n} hộ nghèo",
    "now without": " (hiện {n})",
    "same before": "; cùng các đơn vị này {month}: {value}",
    "sure of all": "; riêng các đơn vị này còn {n} nên chắc chắn chưa đạt",
    "sure of none": "; riêng các đơn vị này còn {n} nên chắc chắn chưa đạt",
    "reduction moved": "tỷ lệ hộ nghèo so với {base} {now} ({month}: {then})",
    "without moved": "{change}, số {unit} từ {then} thành {now}",
    "the same without": "{about} (còn {n})",
    "level of outlook": "khả năng 80%",
    "widened": "đã nới rộng",
    "of few": "Chỉ có {n}, thêm hay bớt một đã là {by} điểm phần trăm, nên khoảng ước rộng.",
    "tries": "đúng {held} trong {tried} lần",
    "tries none": "không đúng lần nào trong {tried} lần",
    "tries all": "đúng cả {tried} lần",
    "one try none": "mới được 1 lần, không đúng",
    "one try all": "mới được 1 lần, đúng",
    "tries widened": "{tries}, nên khoảng ước phải nới rộng",
    "from": "từ {range}",
    "about": "khoảng {range}",
    "more poor by": "cần giảm thêm ít nhất {n} hộ nghèo để đạt mục tiêu {target}",
    "still without one": "còn {n}",
    "still without": "{change}, vẫn còn {n}",
    "at least": ", thêm ít nhất {n} thì đạt mục tiêu {target}",
    "more needed": "cần thêm {n} để đạt mục tiêu {target}",
    "still": "còn {n}, mục tiêu {target}",
    "no target missed": "Đạt mọi chỉ tiêu được xét",
    "targets missed": "Không đạt {n} chỉ tiêu",
    "on both": "trên cùng các đơn vị đã có số liệu cả hai kỳ",
    "by the plan": "tỷ lệ cuối năm trước là số ghi trong kế hoạch, vì chưa đủ báo cáo của kỳ đó",
    "in month": "{month} {n}",
    "lost": "không còn đạt: {names}",
    "fell behind": "không còn đúng tiến độ: {names}",
    "reduction left": "{change} so với {base}‹, {more}›",
    "lacks in year": "thiếu {n} hộ",
    "still to fall": "còn phải giảm ít nhất {n} hộ",
    "missed reduction": "{change}, chưa đạt mục tiêu {target}",
    "of those": "riêng các đơn vị đã báo cáo {asked}",
    "against": "ngược mục tiêu: {names}",
    "behind": "chậm: {names}",
    "missed": "không đạt: {names}",
    "left": "còn {n}",
    "left too few": "thiếu {n}",
    "in brackets": "{about} ({what})",
    "each of them": ", mỗi đơn vị {n}‹: {names}›",
    "most of them": "; nhiều nhất là {first} đơn vị, mỗi đơn vị {n}",
    "split": " (hộ ghi là bảo trợ xã hội {social}, hộ nghèo khác {others})",
    "missing": "chưa có báo cáo của {names}",
    "months missing": "thiếu báo cáo {months}",
    "month missing": "{month} của {n} đơn vị",
    "nobody missing": "cả {n} đơn vị đã báo cáo",
    "lacks": "thiếu {month} của {n} đơn vị ({names})",
    "and more": "{names} và {more} {what} khác",
    "near": ", gần đạt: còn {n}",
    "lacking": ", còn thiếu {n}",
    "to lower": ", còn phải giảm {n}",
    "gap unsaid": " (lệch {n} hộ chưa rõ lý do)",
    "gap unsaid of year": "; lệch {n} hộ chưa rõ lý do",
    "gap of months": "lệch {n} do {units} đơn vị thiếu báo cáo {months}",
    "gap of units": "lệch {n} chưa rõ lý do tại {names}",
    "too many and too few": "thừa {more} hộ, thiếu {fewer} hộ",
    "short": "{side} {target}{lacks}",
    "not above": "Chưa vượt",
    "not up to": "Chưa đến",
    "still above": "Còn",
    "fewer poor": ", còn phải giảm ít nhất {n} hộ nghèo",
    "short when over": ", thiếu {n}",
    "concern behind": "{word} {n}/{of} chỉ tiêu ({names})",
    "concern rise": "số hộ nghèo tăng {n} hộ so với {since}",
    "between": "{low} đến {high}",
    "ends rise": "tăng {range}",
    "ends both": "từ tăng {low} đến giảm {high}",
    "poor moved": "số hộ nghèo từ {old} thành {new} hộ",
    "near poor moved": "số hộ cận nghèo từ {old} thành {new} hộ",
    "left moved": "{about}, số {unit} từ {old} thành {new}",
    "count moved": "{about} từ {old} thành {new}",
    "called": "{n} hộ là {word}",
    "verdict moved": "{title}: từ «{old}» thành «{new}»",
    "step moved": "số hộ nghèo so với {since}: từ {old} thành {new}",
    "step moved since": "số hộ nghèo: từ {old} so với {then} thành {new} so với {since}",
    "step over": "{move} ({n} đơn vị)",
    "not turned": "{n} chỉ tiêu {still}, chỉ đổi cách đánh giá",
    "more moved": "{n} chỉ tiêu khác có số liệu thay đổi",
    "sent again": "{name} gửi lại báo cáo {month} (lần {version}, nhận ngày {day})‹: {figures}›",
    "known before": "; {month}, đủ đơn vị: {value}",
}
CAME = {
    "Phát sinh mới": "phát sinh mới",
    "Tái nghèo": "tái nghèo",
    "Chuyển đến": "chuyển đến",
    "other": "từ {other} chuyển sang",
}
LEFT = {
    "escaped": "thoát {own}",
    "other": "chuyển sang {other}",
    "Chuyển đi": "chuyển đi",
    "Xóa hộ": "xóa khỏi danh sách",
}

FORMS = {
    # ---------------------------------------------------------------- the news
    "subject": Form("level", "S", "Giảm nghèo {about}: {news}; ‹{lost}; ›{verdicts}; {reported}"),
    "subject of the year": Form("level", "S", "Giảm nghèo {about}: {verdicts}; {news}; {reported}"),
    "subject of a rise": Form("level", "S", "{start} hộ nghèo {when}‹ {over}› {rates}; ‹{lost}; ›{verdicts}; {reported}"),
    "subject of a rate": Form("level", "S", "Hộ nghèo {about}: TỶ LỆ TĂNG so với {since}‹ {over}› {rates}, số hộ {move}; ‹{lost}; ›{verdicts}; {reported}"),
    "subject of a part": Form("level", "S", "{start} {about}: mới có {cov} báo cáo, các đơn vị này {news}; ‹{lost}; ›{verdicts}"),
    "news": Form("level", "LW", "{whom} {level}‹, {move} so với {since}›‹ {over}›‹, {move0} so với {base}›‹ {over0}›‹{near}›."),
    "news of a rise": Form("level", "LW", "Số hộ nghèo TĂNG {rise} hộ‹{split}› {when}‹ {over}› {rates}‹, {most}›; {whom} {level}‹, {move0} so với {base}›‹ {over0}›."),
    "news of a rate": Form("level", "LW", "Tỷ lệ hộ nghèo TĂNG so với {since}‹ {over}› {rates}, dù số hộ {move}; {whom} {level}‹, {move0} so với {base}›‹ {over0}›‹{near}›."),
    "news of the plan": Form("verdict", "LW", "‹{lost}; ›{verdicts}‹; {not_met}›."),
    "news of reporters": Form("missing", "LW", "{missing}‹{late}›."),
    "look at": Form("rank", "LW", "Cần quan tâm: {concerns}."),
    "look at all": Form("rank", "LW", "{everybody} cần quan tâm, trước hết: {concerns}."),
    # ---------------------------------------------------------------- over whom, when, compared with what
    "coverage": Form("coverage", "LWOo", "Số liệu của {cov}‹; chưa có: {missing}›."),
    "coverage of flows": Form("coverage", "LWOo", "Số phát sinh trong kỳ (biến động, nguồn lực) tính trên {cov}‹; {lacks}›."),
    "flows of new units": Form("coverage", "LWOo", "Đơn vị mới nhập chỉ được tính tháng nào mọi đơn vị cũ đều có báo cáo."),
    "flows of others": Form("coverage", "LWOo", "Đơn vị thiếu tháng cuối kỳ thì các tháng khác cũng chưa tính."),
    "coverage of the district": Form("coverage", "Cc", "Số liệu chung là của {cov}‹; chưa có: {missing}›."),
    "window": Form("window", "LCO", "Số liệu tính từ ngày {first} đến ngày {last}."),
    "opening": Form("window", "W", "Thực hiện Kế hoạch số 27/KH-UBND ngày 27/02/2020 về thực hiện chỉ tiêu giảm nghèo năm 2020, Phòng Lao động - Thương binh và Xã hội {what} (số liệu từ ngày {first} đến ngày {last}) như sau:"),
    "compared over both": Form("comparison", "LW", "Các so sánh chỉ tính trên những đơn vị có số liệu ở cả hai kỳ được so."),
    "passed over": Form("comparison", "LW", "So với {since}, vì {months} chưa đủ báo cáo để so sánh."),
    "rounding": Form("comparison", "", "Chênh lệch tính từ số chưa làm tròn nên có thể khác 0,01 so với hiệu của các số đã làm tròn."),
    "joined": Form("comparison", "W", "Số trước ngày {day} cộng từ các đơn vị cũ: {names}."),
    "not joined": Form("comparison", "W", "Không so sánh được với {since}: {names}."),
    # ---------------------------------------------------------------- levels
    "tile": Form("level", "L", "- {title}: {count}‹; {more}›‹; {move} so với {since}›‹; {move0} so với {base}›."),
    "stock": Form("level", "W", "‹{whom} ›{has}‹, chiếm {rate} tổng số hộ›‹; so với {since} {move}›‹; so với {base} {move0}›."),
    "trend": Form("trend", "L", "- {month}: {rate}"),
    "social": Form("level", "W", "Trong số hộ nghèo có {social} hộ nghèo bảo trợ xã hội‹ ({social_moves})› và {others} hộ nghèo khác‹ ({other_moves})›."),
    "by month": Form("trend", "W", "Số hộ nghèo cuối từng tháng: {months}."),
    "all known": Form("level", "W", "Số liệu đủ {n} đơn vị gần nhất là của {month}: {poor} hộ nghèo ({rate}), trong đó {missing} đơn vị nay chưa có báo cáo có {less} hộ."),
    "trend units": Form("trend", "L", "Các tháng tính trên {cov} đơn vị có số liệu kỳ này; tháng thiếu một trong các đơn vị đó thì để trống."),
    "path": Form("trend", "L", "Theo lộ trình mục tiêu, đến {month} là {rate}; thực tế {way} hơn {gap}."),
    "on path": Form("trend", "L", "Theo lộ trình mục tiêu, đến {month} là {rate}; thực tế đúng lộ trình."),
    "trend picture": Form("trend", "W", "Tỷ lệ hộ nghèo‹ của {cov} đơn vị có số liệu kỳ này›: {rates}."),
    "trend title": Form("trend", "W", "Hình {n}. Tỷ lệ hộ nghèo từng tháng‹ của {cov} đơn vị có số liệu kỳ này› và lộ trình mục tiêu"),
    # ---------------------------------------------------------------- the plan's targets
    "verdicts": Form("verdict", "LW", "Trong 9 chỉ tiêu của kế hoạch: {verdicts} ({cov})."),
    "bar": Form("value", "L", "- {title}: {value}, mục tiêu {target}. {status}.‹ Mức thực hiện: {percent}% so với mục tiêu.›‹ {short}.›‹ {cov}.›"),
    "bar without": Form("value", "L", "- {title}: {value}, mục tiêu {target}. {status}. Không tính được tỷ lệ so với mục tiêu.‹ {cov}.›"),
    "worse": Form("direction", "W", "Kém hơn so với {since} ({n} chỉ tiêu): {moves}."),
    "better": Form("direction", "W", "Tốt hơn so với {since} ({n} chỉ tiêu): {moves}."),
    "rate alone": Form("direction", "W", "Tỷ lệ thay đổi, số trường hợp chưa đạt không đổi so với {since} ({n} chỉ tiêu): {moves}."),
    "same": Form("direction", "W", "Không đổi so với {since} ({n} chỉ tiêu): {moves}."),
    "apart": Form("direction", "W", "Tỷ lệ và số trường hợp chưa đạt không cùng chiều so với {since} ({n} chỉ tiêu): {moves}."),
    "total line": Form("comparison", "", "Dòng cộng: kỳ gốc và mức giảm là của {n} đơn vị có số liệu cả hai kỳ ({then} → {now})."),
    "total line beside the plan": Form("comparison", "", "Dòng cộng: kỳ gốc là của {n} đơn vị có số liệu cả hai kỳ; mức giảm tính từ số ghi trong kế hoạch ({then} → {now})."),
    "of fewer": Form("comparison", "", "Riêng «{title}» chung là cộng {n} đơn vị có số liệu cả hai kỳ."),
    "points": Form("comparison", "", "Chỉ tiêu tính bằng điểm phần trăm: kết quả là tỷ lệ cuối năm trước trừ tỷ lệ kỳ này, {over}; tử số, mẫu số là của ‹{whose} ›kỳ này."),
    "lost": Form("lost", "W", "Không còn đạt so với {since}: {names}."),
    "fell behind": Form("lost", "W", "Không còn đúng tiến độ so với {since}: {names}."),
    "met": Form("verdict", "W", "Đạt: {names}."),
    "on track": Form("verdict", "W", "Đúng tiến độ ({n} chỉ tiêu):"),
    "on track each": Form("value", "W", "- {title}‹ ({cov})›: {value}; mục tiêu {target}{gap}."),
    "unknown": Form("verdict", "W", "Chưa tính được ({n} chỉ tiêu):"),
    "unknown each": Form("verdict", "W", "- {title}: chưa có số liệu {base} để so sánh."),
    "unknown itself": Form("verdict", "W", "- {title}: số kỳ này là số gốc để so sánh."),
    "unknown of all": Form("verdict", "W", "- {title}: số {base} là số chung ghi trong kế hoạch, nên phải đủ {n} đơn vị mới so sánh được."),
    "surely missed": Form("verdict", "W", "Chưa đủ báo cáo nhưng chắc chắn chưa đạt ({n} chỉ tiêu):"),
    "no cases": Form("verdict", "W", "Không phát sinh: {names}."),
    "against": Form("verdict", "W", "Tăng, ngược mục tiêu ({n} chỉ tiêu):"),
    "behind": Form("verdict", "W", "Chậm so với mục tiêu ({n} chỉ tiêu):"),
    "missed": Form("verdict", "W", "Không đạt ({n} chỉ tiêu):"),
    "met each": Form("value", "W", "- {title}‹ ({cov})›: {value}; mục tiêu {target}."),
    "met of the year": Form("verdict", "W", "Đạt ({n} chỉ tiêu):"),
    "not met": Form("value", "W", "- {title}‹ ({cov})›: {value}; mục tiêu {target}{gap}. Cơ quan chịu trách nhiệm: {office}."),
    "doubtful": Form("verdict", "W", "Chưa đủ căn cứ để kết luận ({n} chỉ tiêu):"),
    "doubted": Form("value", "W", "- {title}‹ ({cov})›: {value}; mục tiêu {target}‹{same}›‹{sure}›‹{known}›."),
    "none behind": Form("verdict", "W", "Không có chỉ tiêu nào {word} ({cov})."),
    "outlook": Form("outlook", "W", "- {title}: theo đà từ đầu năm, cuối năm ước {ends} ({level}), mục tiêu {target}: {verdict}.‹ {few}› Thử lại cách dự báo này với số liệu các tháng trước: {hits}."),
    "not foreseen": Form("outlook", "W", "- Chưa dự báo: {names} ({why})."),
    "outlook of an office": Form("outlook", "", "- {title}: theo đà từ đầu năm, cuối năm ước {ends} ({level}), mục tiêu {target}: {verdict}.‹ {few}› Thử lại cách dự báo này với số liệu các tháng trước: {hits}."),
    "by result": Form("verdict", "W", "- {result} ({n} đơn vị): {names}."),
    "no result": Form("missing", "W", "- Chưa có số liệu ({n} đơn vị): {names}."),
    "new baseline": Form("level", "W", "Số liệu đến ngày {last}, làm số gốc cho kế hoạch năm sau: {poor} hộ nghèo ({poor_rate}), trong đó {social} hộ bảo trợ xã hội; {near} hộ cận nghèo ({near_rate}); tổng số {whole} hộ."),
    "no new baseline": Form("level", "W", "Chưa đủ đơn vị để làm số gốc cho kế hoạch năm sau ({cov})."),
    # ---------------------------------------------------------------- movements
    "class flow": Form("movement", "W", "{title}‹ ({cov})›: đầu kỳ {opening} hộ; tăng {came}; giảm {left}; cuối kỳ {closing} hộ{unsaid}."),
    "called an entry": Form("movement", "W", "Trong số hộ chuyển giữa hai diện, báo cáo của đơn vị ghi {called}."),
    "both classes": Form("movement", "W", "Tổng số hộ nghèo và hộ cận nghèo‹ ({cov})›: đầu kỳ {opening} hộ, tăng {came} hộ, giảm {left} hộ‹, không kể {inside} lượt hộ chuyển giữa hai diện›, cuối kỳ {closing} hộ‹ ({reason})›."),
    "whose movements": Form("movement", "W", "Biến động theo từng diện tính trên {n} đơn vị có đủ báo cáo các tháng trong kỳ và tháng ngay trước kỳ; chưa tính: {names}."),
    "untold rise": Form("movement", "W", "Trong {rise} hộ nghèo tăng so với {since} có {untold} hộ ở {n} đơn vị thiếu báo cáo tháng trong kỳ, nên chưa đủ biến động để biết tăng do đâu."),
    "of the year": Form("movement", "W", "Từ {base} số hộ nghèo‹ ở {n} đơn vị có đủ báo cáo› {change}: {ways}{unsaid}."),
    "without in the year": Form("movement", "W", "Chưa tính vì thiếu tháng: {names}."),
    "came": Form("movement", "W", "Hộ tăng thêm vào danh sách trong kỳ‹ ({over})›: {parts_said}."),
    "left": Form("movement", "W", "Hộ ra khỏi danh sách trong kỳ: {parts_said}."),
    "turned": Form("movement", "W", "Chuyển đổi trong danh sách: {parts_said}."),
    "nothing moved": Form("movement", "W", "Trong kỳ danh sách hộ nghèo, hộ cận nghèo không có biến động."),
    # ---------------------------------------------------------------- lists
    "resources": Form("resources", "W", "{when} huy động được {amount} triệu đồng‹, hỗ trợ {helped} lượt hộ› ({cov})."),
    "no resources": Form("resources", "W", "{when} chưa có đơn vị nào báo cáo nguồn lực huy động ({cov})."),
    "helpers": Form("helpers", "W", "{n} hộ nghèo, hộ cận nghèo đã có tổ chức nhận trợ giúp‹ ({by})›‹; {others} hộ do tổ chức, cá nhân khác›; {nobody} hộ chưa có ai nhận trợ giúp ({cov})."),
    "models": Form("models", "W", "Có {n} mô hình ({cov}): {by}."),
    "no models": Form("models", "W", "Chưa có đơn vị nào báo cáo mô hình giảm nghèo ({cov})."),
    "story": Form("stories", "", "- {name}: {words}"),
    "more stories": Form("stories", "", "{n} gương sáng khác tại {annex} kèm theo."),
    # ---------------------------------------------------------------- who reported, who needs a look
    "not reported": Form("missing", "LW", "Chưa báo cáo‹ {month}› ({n} đơn vị): {missing}."),
    "reports of the last month": Form("missing", "", "Tình hình báo cáo {month} của các đơn vị"),
    "where the reports are": Form("missing", "W", "Tình hình {what} tại Phụ lục {annex} kèm theo."),
    "annex of the last month": Form("missing", "W", "TÌNH HÌNH BÁO CÁO {month} CỦA CÁC ĐƠN VỊ"),
    "month not reported": Form("missing", "LW", "Thiếu báo cáo {month} ({n} đơn vị): {missing}."),
    "late": Form("late", "LW", "Báo cáo muộn‹ {month}› ({n} đơn vị): {late}."),
    "all late": Form("late", "LW", "Cả {n} báo cáo tháng đã nhận đều muộn."),
    "all in time": Form("late", "W", "Các đơn vị đã báo cáo đầy đủ, đúng hạn ({cov})."),
    "concern": Form("rank", "LW", "- {name}: {why}."),
    "pointed to": Form("rank", "W", "Nêu đơn vị {word} từ 50% số chỉ tiêu giao cho đơn vị trở lên (kể cả chỉ tiêu không phát sinh), hoặc có số hộ nghèo tăng."),
    "more concerns": Form("rank", "L", "- Và {n} đơn vị khác."),
    "warned": Form("warnings", "", "- {rule} ({n} trường hợp)."),
    "rises": Form("rank", "W", "- Số hộ nghèo tăng so với {since} ở {n} đơn vị‹{most}›."),
    "rise by": Form("movement", "W", "- {n} trong {of} hộ vào danh sách hộ nghèo‹ ở {over} đơn vị có đủ báo cáo› là {way}."),
    "units behind": Form("rank", "W", "- {title}‹ ({cov})›: {n} đơn vị {word}‹{names}›."),
    "task": Form("value", "W", "- {title}‹ ({cov})›: {n} ({office})."),
    "urge": Form("missing", "W", "- Đôn đốc {n} đơn vị gửi báo cáo {month}: {missing}."),
    # ---------------------------------------------------------------- a revision
    "why revised": Form("revision", "LW", "Điều chỉnh vì: {reasons}."),
    "revised": Form("revision", "LW", "Thay đổi chính: {moved}."),
    "nothing revised": Form("revision", "LW", "Số hộ nghèo, hộ cận nghèo chung, kết luận và số còn thiếu của các chỉ tiêu không đổi."),
    "replaces": Form("revision", "LW", "Đây là {what} lần 2 (có điều chỉnh), thay thế {what2} lần 1 ngày {day} về {title} đã phát hành trước đó."),
    "changed": Form("revision", "", "Có {n} số liệu thay đổi so với {what} lần 1."),
    "changed with parts": Form("revision", "", "Có {n} số liệu thay đổi so với {what} lần 1, không kể tử số, mẫu số của các chỉ tiêu."),
    "lists changed": Form("revision", "", "Số liệu không thay đổi so với {what} lần 1; có thay đổi trong biến động, dự báo hoặc các danh sách kèm theo."),
    "not changed": Form("revision", "", "Số liệu được nêu không thay đổi so với {what} lần 1; chỉ có thay đổi nhỏ hơn mức làm tròn hoặc ở số chi tiết."),
    "not changed here": Form("revision", "", "Số liệu nêu trong {what} này không thay đổi so với {what} lần 1‹; {lists}›."),
    "replaced": Form("revision", "", "Thay thế {what} lần 1 lập ngày {day}."),
    "change": Form("changes", "", "{place}, {what}: từ {old} thành {new}."),
    "change new": Form("changes", "", "{place}, {what}: mới có số liệu, {new}."),
    "change gone": Form("changes", "", "{place}, {what}: không còn số liệu (trước: {old})."),
    "more changes": Form("changes", "", "Và {n} số liệu khác."),
    # ---------------------------------------------------------------- a commune's paper
    "subject of a commune": Form("level", "C", "Giảm nghèo {about}, {name}: {poor} hộ nghèo ({rate})‹, {verdicts} chỉ tiêu đạt›"),
    "subject without": Form("missing", "C", "Giảm nghèo {about}, {name}: chưa có số liệu của đơn vị"),
    "nothing of the unit": Form("missing", "C", "Huyện chưa có số liệu của đơn vị cho {title} (chưa báo cáo‹ {month}›)."),
    "nothing of it yet": Form("missing", "c", "Đơn vị chưa có số liệu kỳ này (chưa báo cáo‹ {month}›)."),
    "please report": Form("missing", "C", "- Đơn vị khẩn trương gửi báo cáo {title}."),
    "please report now": Form("missing", "c", "Đề nghị đơn vị khẩn trương gửi báo cáo {title}./."),
    "unit tile": Form("level", "C", "- {title}: {count}‹; {rate} tổng số hộ ({whom} {all})›‹; {move} so với {since}›‹; {move0} so với {base}›."),
    "unit bar without value": Form("value", "C", "- {title}:‹ mục tiêu {target}.›‹ {status}.›‹{unknown}›‹ {whom} {all}.›"),
    "unit bar": Form("value", "C", "- {title}: {value}‹, mục tiêu {target}›.‹ {status}.›‹ Mức thực hiện: {percent}% so với mục tiêu.›‹ {short}.›‹{unknown}›‹ {whom} {all}.›"),
    "rank": Form("rank", "c", "Tỷ lệ hộ nghèo cao thứ {n} trong {of} đơn vị có số liệu."),
    "too late": Form("late", "c", "Báo cáo‹ {month}› gửi sau hạn nộp."),
    # ---------------------------------------------------------------- an office's paper
    "subject of an office": Form("value", "O", "Giảm nghèo {about}: ‹{value}, ›{cov} báo cáo"),
    "office tile": Form("value", "O", "- {title}: {value}; mục tiêu {target}‹; {since}: {then}›‹; {now} ({since}: {before})›."),
    "worst": Form("rank", "O", "- {name}: {values}."),
    "order": Form("rank", "", "Xếp từ đơn vị {order}."),
}  # fmt: skip

# What says nothing that could be false of a period: heads and feet, headings, where an annex is, how to read a mark.
CONSTANT = [
    r"PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", r"BÁO CÁO|THÔNG BÁO", r"Kính gửi: .+\.", r"[IVX]+\. [A-ZÀ-Ỹ ,]+", r"\d+\. [A-ZĐ][^.:;]+",
    r"[A-ZÀ-Ỹ ,\-–]+", r"(?!Tình hình .*\d).+ tại Phụ lục [IVX]* ?kèm theo\.", r"Phụ lục( [IVX]+)?", r"\(Kèm theo .+ số …/.+ ngày … tháng … năm … của .+\)",
    r"Hình \d+\. Mức độ thực hiện các chỉ tiêu theo đơn vị", r"\[Cơ quan ban hành bổ sung .+\]", r"Số liệu gợi ý:", r"Chú giải: .+\.",
    r"Bảng màu mức độ thực hiện các chỉ tiêu của từng đơn vị, đơn vị có nhiều chỉ tiêu (chậm|không đạt) đứng trước\.",
    r"Thư do hệ thống giamngheo gửi tự động; vui lòng không trả lời thư này\.", r"Tệp đính kèm",
    r"Lộ trình mục tiêu: giảm đều từ kỳ gốc đến cuối năm theo mục tiêu của kế hoạch\.",
    r"Các tháng trước được cộng theo các đơn vị của kỳ báo cáo này\.",
    r"Đầu kỳ \+ tăng .+ = cuối kỳ; chuyển giữa hai diện không làm thay đổi tổng số\.", r"Lần gửi của từng đơn vị: trang «Tình hình báo cáo»\.",
    r"Không có số liệu\.", r"- Trong kỳ chưa có đơn vị nào nêu gương sáng được phép công bố\.", r"Từng đơn vị: trang «Tổ chức trợ giúp» của tệp Excel\.", r"Biểu đồ đường\.", r"Không có nội dung nào cần sửa\.", r"Thông báo để .+\./\.", r"Đề nghị quý cơ quan xem xét, .+\./\.",
    r"Đề nghị đơn vị sửa .+\./\.", r"Trong kỳ chưa có đơn vị nào nêu gương sáng được phép công bố\.",
    r"\* \(in đậm, nền xám\): .+", r"[A-ZĐ][^\d.:;]+", r"Theo danh sách hộ trong báo cáo của đơn vị\.", r"Thôn không còn hộ nghèo, hộ cận nghèo không nêu ở đây\.",
    r"Phòng Lao động - Thương binh và Xã hội kính gửi để tổng hợp\./\.",
    r"Từng dòng của bản gốc: giamngheo explain MÃ --period [0-9QHM-]+ --rows\.",
]  # fmt: skip

_TITLE = (
    r"(Kết quả thực hiện chỉ tiêu giảm nghèo|Tổng hợp số liệu giảm nghèo|Phiếu kết quả giảm nghèo|Kết quả giảm nghèo|"
    r"V/v [Tt]ổng hợp số liệu giảm nghèo|Trên đây là báo cáo kết quả thực hiện chỉ tiêu giảm nghèo) "
    r"(?P<title>(?:6 |9 )?(?:tháng|quý|năm).*?\d{4})(?P<rest>(?: thuộc| của| \(lần|, kính).*|\./\.)?"
)
TITLE = re.compile(_TITLE, re.IGNORECASE)  # the period, wherever a title names it
VERSION = re.compile(
    r"Báo cáo lần (?P<n>\d), lập ngày 3[01]/12/2020; số liệu tính từ ngày (?P<first>\S+) đến ngày (?P<last>\S+)\."
)
ORDER = ("còn thiếu nhiều nhất", "cần quan tâm nhất", "chưa đạt nhiều chỉ tiêu nhất")
CONSTANTS = [re.compile(pattern) for pattern in CONSTANT]


class Sentence(NamedTuple):
    """What may stand, and which part of it is which field."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def rendered(template: str, fields: dict[str, Value]) -> list[Sentence]:
    """The sentences that are true: one, or one for each way in which a field may be said."""
    ways = {
        name: value if isinstance(value, tuple) else (value,) for name, value in fields.items() if value is not None
    }
    made = [_filled(template, dict(zip(ways, chosen, strict=True))) for chosen in product(*ways.values())]
    return [Sentence(one.text[:1].upper() + one.text[1:], one.spans) for one in made]


def phrase(form: str, /, **fields: object) -> str:
    return _filled(PHRASES[form], {key: str(value) for key, value in fields.items() if value is not None}).text


def _filled(template: str, fields: dict[str, str]) -> Sentence:
    """An optional part stands where each of its fields has something."""
    text, spans = "", []
    for part, optional in ((part, part.startswith("‹")) for part in re.findall(r"‹[^›]*›|[^‹›]+", template)):
        bare = part.strip("‹›")
        if optional and not all(fields.get(name) for name in re.findall(r"\{(\w+)\}", bare)):
            continue
        for literal, name in re.findall(r"([^{}]*)(?:\{(\w+)\})?", bare):
            text += literal
            if name:
                spans.append((len(text), len(text) + len(fields[name]), name))
                text += fields[name]
    return Sentence(text, tuple(spans))


def pattern(template: str) -> re.Pattern[str]:
    """Reads the form's fields out of a sentence."""
    text = re.escape(template).replace("‹", "(?:").replace("›", ")?")
    names: set[str] = set()

    def group(found: re.Match[str]) -> str:
        if found[1] in names:
            return f"(?P={found[1]})"
        names.add(found[1])
        return f"(?P<{found[1]}>.+?)"

    return re.compile(re.sub(r"\\\{(\w+)\\\}", group, text), re.IGNORECASE)


PATTERNS = {name: pattern(form.template) for name, form in FORMS.items()}
