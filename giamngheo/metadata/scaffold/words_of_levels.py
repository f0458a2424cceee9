"""`levels.toml` of a new office: the sample's, with its own words for who sends and for the whole.

Of the sample's three levels the upper two are the senders and the whole; where the senders are no communes, the lower two.
"""

from __future__ import annotations

import tomllib
from typing import Any

from giamngheo.core.text import key, plain
from giamngheo.metadata.levels import AREA_LEVEL, Level, Levels
from giamngheo.metadata.scaffold.answers import LevelsAnswers
from giamngheo.metadata.scaffold.folder import Files
from giamngheo.metadata.scaffold.toml_files import filled_in

_OF_SENDERS = ("together", "body", "body_short", "kind")  # what is said of those who send alone


def fill_levels(document: Any, answers: LevelsAnswers) -> None:
    levels = document["level"]
    lowest, middle, highest = levels
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
    whole["code"] = plain(answers.whole).replace(" ", "-")
    sender.pop("together", None)
    if answers.together:
        sender["together"] = answers.together
    if kinds := answers.each_kind:
        known = {key(kind["name"]): kind for kind in sender.get("kind", ())}
        sender["kind"] = [known.get(key(kind), {"code": plain(kind).replace(" ", "-"), "name": kind}) for kind in kinds]
    document["senders"], document["whole"] = sender["code"], whole["code"]


def add_level_of_areas(document: Any) -> None:
    """A level below the whole, which is the last."""
    import tomlkit

    level = tomlkit.table()
    level.update({"code": AREA_LEVEL.code, "noun": AREA_LEVEL.noun})
    document["level"].insert(len(document["level"]) - 1, level.add(tomlkit.nl()))


def sender_of(sample: Files, answers: LevelsAnswers) -> Level:
    """The level that sends, as the new office's file will have it."""
    return levels_in(filled_in(sample["levels.toml"], fill_levels, answers)).sender


def levels_in(file: bytes) -> Levels:
    return Levels.model_validate(tomllib.loads(file.decode("utf-8")))
