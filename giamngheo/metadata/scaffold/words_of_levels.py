"""`levels.toml` of a new office: three levels as the program always knew them, with the office's own words for who sends and
for the whole.

The upper two are the senders and the whole; where the senders are no communes, the lower two. The sample's own levels are not
asked: in a clone they are those of the office that it serves.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from giamngheo.core.text import key
from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.levels import AREA_LEVEL, Level, Levels
from giamngheo.metadata.scaffold.answers import LevelsAnswers, code_of
from giamngheo.metadata.scaffold.toml_files import put_tables

_OF_SENDERS = ("together", "body", "body_short", "kind")  # what is said of those who send alone


def fill_levels(document: Any, answers: LevelsAnswers, has_areas: bool) -> None:
    """`has_areas`: there is a level of areas below the whole."""
    levels = _levels(answers)
    if has_areas:
        levels["level"].insert(-1, {"code": AREA_LEVEL.code, "noun": AREA_LEVEL.noun})
    document["senders"], document["whole"] = levels["senders"], levels["whole"]
    put_tables(document, "level", levels["level"])


def sender_of(answers: LevelsAnswers) -> Level:
    """The level that sends, as the new office's file will have it."""
    return Levels.model_validate(_levels(answers)).sender


def _levels(answers: LevelsAnswers) -> dict[str, Any]:
    lowest, middle, highest = levels = deepcopy(BEFORE["levels"]["level"])
    sender, whole = middle, highest
    if key(answers.sender) not in {
        key(kind["name"]) for kind in middle["kind"]
    }:  # no commune: what a commune is made of
        sender, whole = lowest, middle
        if key(answers.sender) != key(lowest["noun"]):
            sender.pop("heading")
        levels.remove(highest)
        for name in _OF_SENDERS:
            whole.pop(name, None)
    sender["noun"], whole["noun"] = answers.sender, answers.whole
    whole["code"] = code_of(answers.whole)
    sender.pop("together", None)
    if answers.together:
        sender["together"] = answers.together
    if kinds := answers.each_kind:
        known = {key(kind["name"]): kind for kind in sender.get("kind", ())}
        sender["kind"] = [known.get(key(kind), {"code": code_of(kind), "name": kind}) for kind in kinds]
    return {"senders": sender["code"], "whole": whole["code"], "level": levels}
