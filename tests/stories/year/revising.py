"""What moved between two reports on a period: every figure by what it is called, then and now. Nothing here is of the product."""

from __future__ import annotations

from tests.stories.year.told import CHANGES, RATES, STOCKS, Tree

Named = dict[tuple[str, str, str], float | None]  # unit's code, figure, part of it or time → value
LISTS = ("models", "stories", "missing", "missing_months", "class_flows", "class_flows_of_year", "sponsors")


def changes_between(old: Tree, new: Tree) -> list[Tree]:
    before, now = _named(old), _named(new)
    found = []
    for which in [*now, *(which for which in before if which not in now)]:
        code, key, part = which
        then, value = before.get(which), now.get(which)
        is_of_other_period = part.startswith(("previous", "baseline")) and (which not in now or which not in before)
        if is_of_other_period or then == value or {then, value} == {None, 0}:
            continue
        internal = part in ("numerator", "denominator")
        found.append({"code": code, "key": key, "part": part, "old": then, "new": value, "is_internal": internal})
    return found


def _named(tree: Tree) -> Named:
    """(unit's code, figure, part of it or the time) → value, of all that is a figure of a report."""
    found = {("", "coverage", ""): float(tree["coverage"]["reporting"])}
    found |= {("", item["indicator"], "target"): item["target"] for item in tree["attainment"]}
    before = {item["indicator"]: item["previous"] for item in tree["attainment"]}
    flows = {flow["code"]: flow for flow in (tree["district_flow"], *tree["flows"])}
    for line in (tree["district"], *tree["units"]):
        code = line["code"]
        keys = (*STOCKS, *RATES)
        found |= {(code, key, ""): line[key] for key in keys}
        at = line["previous_title"] or tree["previous_title"] or "kỳ trước"
        times = {"baseline": tree["baseline_title"]} if not tree["is_baseline"] else {}
        if at != tree["baseline_title"]:
            times["previous"] = at
        for when, title in times.items():
            found |= {(code, key, f"{when} {title}"): line[when][key] if line[when] else None for key in keys}
        for item in line["indicators"]:
            indicator = item["indicator"]
            found[code, indicator, ""] = item["value"]
            found |= {(code, indicator, part): item[part] for part in ("numerator", "denominator")}
            found[code, indicator, f"previous {at}"] = item["previous"] if code else before[indicator]
        if code in flows:
            found |= {(code, f"flow_{key}", ""): flows[code][key] for key in ("opening", *CHANGES.values(), "closing")}
    return found | _named_lists(tree)


def _named_lists(tree: Tree) -> Named:
    found: Named = {}
    for line in tree["resources"]:
        which = f"{line['source']}, {line['purpose']}"
        found["", "resources", which] = line["amount"]
        found["", "resources", f"{which}, households"] = line["households"]
    models = tree["models"]
    found["", "model_list", "count"] = float(len(models))
    for key in ("households", "budget"):
        found["", "model_list", key] = float(sum(model[key] for model in models))
    found["", "stories", ""] = float(len(tree["stories"]))
    found |= {(line["unit"], "resources", line["source"]): line["amount"] for line in tree["unit_resources"]}
    for line in tree["villages"]:
        for key in ("poor", "near_poor", "social_poor"):
            found[line["unit"], "village", f"{line['village']}, {key}"] = line[key]
        for item in line["indicators"]:
            found[line["unit"], "village", f"{line['village']}, {item['indicator']}"] = item["value"]
    return found


def do_lists_differ(old: Tree, new: Tree) -> bool:
    """Lists that a reader sees, and where the year ends at its pace."""
    ends = [[item["projection"] for item in tree["attainment"]] for tree in (old, new)]
    moved = any(then != now for then, now in zip(*ends, strict=True) if then and now)
    return moved or any(old[name] != new[name] for name in LISTS)
