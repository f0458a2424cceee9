"""Loads `config/` and finds all mistakes at once: file, key, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from giamngheo.core.errors import ConfigurationError
from giamngheo.core.remembered import remembered
from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.classes import Classes, classes_before
from giamngheo.metadata.configuration import Configuration, Declared, as_at_last
from giamngheo.metadata.dated_letterhead import DatedLetterhead
from giamngheo.metadata.form import Form
from giamngheo.metadata.levels import Levels, levels_before
from giamngheo.metadata.mistakes.areas import AREAS, UNITS, mistakes_of_areas
from giamngheo.metadata.mistakes.classes import mistakes_of_classes
from giamngheo.metadata.mistakes.form import (
    main_form,
    mistakes_of_comparisons,
    mistakes_of_form,
    mistakes_of_forms,
    mistakes_of_senders,
)
from giamngheo.metadata.mistakes.letterhead import (
    mistakes_of_department,
    mistakes_of_letterhead,
    mistakes_of_publication,
)
from giamngheo.metadata.mistakes.levels import mistakes_of_kinds, mistakes_of_levels
from giamngheo.metadata.mistakes.offices import mistakes_of_offices
from giamngheo.metadata.mistakes.operation import mistakes_of_documents, mistakes_of_operation, mistakes_of_signing
from giamngheo.metadata.mistakes.plan import mistakes_of_plan, mistakes_of_plans
from giamngheo.metadata.mistakes.questions import QUESTIONS, mistakes_of_questions
from giamngheo.metadata.mistakes.recipients import mistakes_of_recipients
from giamngheo.metadata.mistakes.targets import mistakes_of_targets
from giamngheo.metadata.operation import Operation
from giamngheo.metadata.plan import Plan, VillageTarget
from giamngheo.metadata.question import Question, Questions
from giamngheo.metadata.reader import Reader
from giamngheo.metadata.recipients import Recipients
from giamngheo.metadata.unit import Area, ProvisionalCode, Unit
from giamngheo.metadata.working_calendar import CalendarRules


@remembered(8)
def load_configuration(folder: Path, is_counted: bool = True) -> Configuration:
    """Read every file of the folder; `ConfigurationError` with all mistakes if there is one.

    `is_counted`: whether anything is to be counted by the plans; else they are not laid beside the form, and their expressions
    not tried, which takes as long as all the rest.
    """
    reader = Reader(folder)
    plans = _plans(reader)
    levels, classes = _levels(reader), _classes(reader)
    calendar = reader.record("calendar.toml", CalendarRules)
    recipients = reader.record("recipients.toml", Recipients)
    letterhead, operation = reader.record("report.toml", DatedLetterhead), reader.record("operation.toml", Operation)
    units, areas = reader.units(UNITS), reader.areas(AREAS)
    codes = reader.lines("unit-codes.csv", ProvisionalCode)
    village_targets = reader.lines("village-targets.csv", VillageTarget)
    forms = _forms(reader, plans, classes, is_counted)
    questions = _questions(reader, main_form(forms) if is_counted else None)
    for file, plan in plans.items():
        reader.mistakes += mistakes_of_offices(plan, file)
    reader.mistakes += _mistakes_of_office(operation, letterhead, recipients)
    if recipients and plans and units and letterhead and areas is not None:
        reader.mistakes += mistakes_of_recipients(recipients, plans, units, areas, letterhead.department_codes)
    if plans and units and calendar:
        reader.mistakes += mistakes_of_targets(plans, village_targets, units, calendar.cutoff_day)
    reader.mistakes += _mistakes_of_tree(reader, levels, units, areas)
    if reader.mistakes or not (
        plans and levels and classes and calendar and recipients and letterhead and units and forms and operation
    ):
        raise ConfigurationError(reader.mistakes)
    return as_at_last(
        Declared(
            plans=plans,
            levels=levels,
            classes=classes,
            recipients=recipients,
            letterhead=letterhead,
            units=units,
            areas=areas or (),
        ),
        calendar=calendar,
        forms=tuple(forms),
        operation=operation,
        provisional_codes=codes,
        village_targets=village_targets,
        questions=questions,
    )


def _plans(reader: Reader) -> dict[str, Plan]:
    """By the name of their file, in the order of their days; none where one cannot be read, of which enough is said."""
    files = reader.plan_files()
    read = {file: plan for file in files if (plan := reader.record(file, Plan))}
    found = dict(sorted(read.items(), key=lambda each: each[1].year)) if len(read) == len(files) else {}
    reader.mistakes += mistakes_of_plans(found)
    return found


def _forms(reader: Reader, plans: dict[str, Plan], classes: Classes | None, is_counted: bool) -> list[Form]:
    folders = reader.form_folders()
    forms = [form for path in folders if (form := reader.form(path))]
    main = main_form(forms)
    if main and classes:
        reader.mistakes += mistakes_of_classes(classes, main) if classes != classes_before() else ()
        for file, plan in plans.items() if is_counted else ():
            reader.mistakes += mistakes_of_plan(plan, main, classes, file)
    for form in forms:
        reader.mistakes += mistakes_of_form(form, is_main=form is main)
    if len(forms) == len(folders):  # of forms that cannot be read nothing more is said
        reader.mistakes += mistakes_of_forms(forms)
    if plans:
        reader.mistakes += mistakes_of_senders(forms, plans.values(), main)
    if main and not reader.mistakes:  # of covers that lack a period nothing can be said
        reader.mistakes += mistakes_of_comparisons(forms, main)
    return forms


def _questions(reader: Reader, form: Form | None) -> tuple[Question, ...]:
    """None of an office that has no such file. `form`: on which they are counted."""
    read = reader.record(QUESTIONS, Questions) if (reader.folder / QUESTIONS).exists() else None
    if read and form:
        reader.mistakes += mistakes_of_questions(read.question, form)
    return read.question if read else ()


def _classes(reader: Reader) -> Classes | None:
    """What an office that has no such file, or leaves a part of it out, always had."""
    if not (reader.folder / "classes.toml").exists():
        return classes_before()
    return reader.record("classes.toml", Classes, beneath=BEFORE["classes"])


def _mistakes_of_office(
    operation: Operation | None, letterhead: DatedLetterhead | None, recipients: Recipients | None
) -> Iterator[str]:
    if letterhead:
        yield from mistakes_of_letterhead(letterhead)
    if operation:
        yield from mistakes_of_operation(operation)
    if operation and letterhead:
        yield from mistakes_of_documents(operation.approval, letterhead.department_codes)
    if letterhead and recipients:
        yield from mistakes_of_department(letterhead, recipients.ever)
        yield from mistakes_of_publication(letterhead, recipients.ever)
    if operation and recipients:
        yield from mistakes_of_signing(operation.approval, recipients.ever)


def _mistakes_of_tree(
    reader: Reader, levels: Levels | None, units: Sequence[Unit] | None, areas: Sequence[Area] | None
) -> Iterator[str]:
    if levels and units:
        yield from mistakes_of_kinds(units, levels)
        if areas is not None:
            yield from mistakes_of_areas(areas, units, levels, reader.line_of)


def _levels(reader: Reader) -> Levels | None:
    """Those of an office that has no such file are what they always were; nothing where the file says none that are there."""
    if not (reader.folder / "levels.toml").exists():
        return levels_before()
    levels = reader.record("levels.toml", Levels)
    found = list(mistakes_of_levels(levels)) if levels else []
    reader.mistakes += found
    return None if found else levels
