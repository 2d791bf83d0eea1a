"""The shape of the file, as the ordered steps that lead to it.

A step that has been released is never changed; a new shape is a new step at the end. A new file goes through the same
steps as an old one, and a test proves that what they lead to is what the records declare.
"""

import sqlite3
from collections.abc import Sequence

APPLICATION_ID = 0x4A484E47  # "JHNG" in the file's header says that it is ours

Step = tuple[str, ...]

_RECORDS: Step = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """CREATE TABLE unit (
        id VARCHAR NOT NULL PRIMARY KEY,
        code VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        full_name VARCHAR NOT NULL,
        department_code VARCHAR NOT NULL,
        department VARCHAR NOT NULL
    )""",
    "CREATE INDEX ix_unit_code ON unit (code)",
    """CREATE TABLE projecttarget (
        id VARCHAR NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL,
        year INTEGER,
        project_code VARCHAR NOT NULL,
        project_name VARCHAR NOT NULL,
        department_code VARCHAR NOT NULL,
        department VARCHAR NOT NULL,
        unit_code VARCHAR NOT NULL,
        unit VARCHAR NOT NULL,
        amount VARCHAR,
        amount_unit VARCHAR NOT NULL,
        attribute VARCHAR NOT NULL,
        start VARCHAR NOT NULL,
        "end" VARCHAR NOT NULL,
        overview VARCHAR NOT NULL,
        basis VARCHAR NOT NULL,
        goal VARCHAR NOT NULL,
        layout VARCHAR NOT NULL,
        other JSON NOT NULL
    )""",
    "CREATE INDEX ix_projecttarget_year ON projecttarget (year)",
    "CREATE INDEX ix_projecttarget_project_code ON projecttarget (project_code)",
    """CREATE TABLE overalltarget (
        id VARCHAR NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL,
        year INTEGER,
        unit VARCHAR NOT NULL,
        amount VARCHAR,
        amount_unit VARCHAR NOT NULL,
        goal VARCHAR NOT NULL,
        layout VARCHAR NOT NULL,
        other JSON NOT NULL
    )""",
    "CREATE INDEX ix_overalltarget_year ON overalltarget (year)",
    """CREATE TABLE selfevaluation (
        id VARCHAR NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL,
        scope VARCHAR NOT NULL,
        year INTEGER,
        project_name VARCHAR NOT NULL,
        project_code VARCHAR NOT NULL,
        self_score VARCHAR,
        department VARCHAR NOT NULL,
        finance_office VARCHAR NOT NULL,
        contact VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        goal_initial VARCHAR NOT NULL,
        goal_adjusted VARCHAR NOT NULL,
        goal_actual VARCHAR NOT NULL,
        layout VARCHAR NOT NULL,
        other JSON NOT NULL
    )""",
    "CREATE INDEX ix_selfevaluation_year ON selfevaluation (year)",
    "CREATE INDEX ix_selfevaluation_project_code ON selfevaluation (project_code)",
    """CREATE TABLE indicator (
        id VARCHAR NOT NULL PRIMARY KEY,
        project_id VARCHAR REFERENCES projecttarget (id) ON DELETE CASCADE,
        overall_id VARCHAR REFERENCES overalltarget (id) ON DELETE CASCADE,
        evaluation_id VARCHAR REFERENCES selfevaluation (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        level1 VARCHAR NOT NULL,
        level2 VARCHAR NOT NULL,
        level3 VARCHAR NOT NULL,
        operator VARCHAR NOT NULL,
        value VARCHAR NOT NULL,
        unit VARCHAR NOT NULL,
        weight VARCHAR,
        actual VARCHAR NOT NULL,
        deviation VARCHAR,
        score_coefficient VARCHAR,
        score VARCHAR,
        is_core VARCHAR NOT NULL,
        remark VARCHAR NOT NULL,
        other JSON NOT NULL,
        CONSTRAINT indicator_has_one_form
            CHECK ((project_id IS NOT NULL) + (overall_id IS NOT NULL) + (evaluation_id IS NOT NULL) = 1)
    )""",
    "CREATE INDEX ix_indicator_project_id ON indicator (project_id)",
    "CREATE INDEX ix_indicator_overall_id ON indicator (overall_id)",
    "CREATE INDEX ix_indicator_evaluation_id ON indicator (evaluation_id)",
    """CREATE TABLE fundrow (
        id VARCHAR NOT NULL PRIMARY KEY,
        evaluation_id VARCHAR NOT NULL REFERENCES selfevaluation (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item VARCHAR NOT NULL,
        initial_budget VARCHAR,
        adjusted_budget VARCHAR,
        executed VARCHAR,
        execution_rate VARCHAR,
        rate_weight VARCHAR,
        rate_score VARCHAR
    )""",
    "CREATE INDEX ix_fundrow_evaluation_id ON fundrow (evaluation_id)",
)

_NOTES: Step = (
    """CREATE TABLE stateentry (
        id VARCHAR NOT NULL PRIMARY KEY,
        project_id VARCHAR REFERENCES projecttarget (id) ON DELETE CASCADE,
        overall_id VARCHAR REFERENCES overalltarget (id) ON DELETE CASCADE,
        evaluation_id VARCHAR REFERENCES selfevaluation (id) ON DELETE CASCADE,
        state VARCHAR NOT NULL,
        reason VARCHAR NOT NULL,
        since VARCHAR NOT NULL,
        CONSTRAINT state_has_its_form CHECK (id = coalesce(project_id, overall_id, evaluation_id, ''))
    )""",
    "CREATE INDEX ix_stateentry_project_id ON stateentry (project_id)",
    "CREATE INDEX ix_stateentry_overall_id ON stateentry (overall_id)",
    "CREATE INDEX ix_stateentry_evaluation_id ON stateentry (evaluation_id)",
    """CREATE TABLE waiver (
        id VARCHAR NOT NULL PRIMARY KEY,
        project_id VARCHAR REFERENCES projecttarget (id) ON DELETE CASCADE,
        overall_id VARCHAR REFERENCES overalltarget (id) ON DELETE CASCADE,
        evaluation_id VARCHAR REFERENCES selfevaluation (id) ON DELETE CASCADE,
        indicator_id VARCHAR REFERENCES indicator (id) ON DELETE CASCADE,
        field VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        reason VARCHAR NOT NULL,
        since VARCHAR NOT NULL,
        CONSTRAINT waiver_has_one_form
            CHECK ((project_id IS NOT NULL) + (overall_id IS NOT NULL) + (evaluation_id IS NOT NULL) = 1)
    )""",
    "CREATE INDEX ix_waiver_project_id ON waiver (project_id)",
    "CREATE INDEX ix_waiver_overall_id ON waiver (overall_id)",
    "CREATE INDEX ix_waiver_evaluation_id ON waiver (evaluation_id)",
    "CREATE INDEX ix_waiver_indicator_id ON waiver (indicator_id)",
    """CREATE TABLE journal (
        number INTEGER NOT NULL PRIMARY KEY,
        undone BOOLEAN NOT NULL,
        shape INTEGER NOT NULL,
        size INTEGER NOT NULL,
        name VARCHAR NOT NULL,
        changes VARCHAR NOT NULL
    )""",
)

# When the content of a form was changed last. A form's place among others is no change of it.
_NOTED_OF_FORM: Step = (
    "INSERT INTO lastchange SELECT id, '' FROM {table}",
    """CREATE TRIGGER {table}_in AFTER INSERT ON {table} BEGIN
        INSERT OR REPLACE INTO lastchange VALUES (new.id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
    END""",
    """CREATE TRIGGER {table}_set AFTER UPDATE ON {table} WHEN new.position IS old.position BEGIN
        UPDATE lastchange SET at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = new.id;
    END""",
    """CREATE TRIGGER {table}_out AFTER DELETE ON {table} BEGIN
        DELETE FROM lastchange WHERE id = old.id;
    END""",
)
_NOTED_OF_ROW = """CREATE TRIGGER {table}_{event} AFTER {event} ON {table} BEGIN
        UPDATE lastchange SET at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
        WHERE id IN ({row}.evaluation_id{others});
    END"""
_FORM_TABLES = ("projecttarget", "overalltarget", "selfevaluation")
_ROW_EVENTS = (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old"))

_CHANGES: Step = (
    """CREATE TABLE lastchange (
        id VARCHAR NOT NULL PRIMARY KEY,
        at VARCHAR NOT NULL
    )""",
    *(statement.format(table=table) for table in _FORM_TABLES for statement in _NOTED_OF_FORM),
    *(
        _NOTED_OF_ROW.format(table="indicator", event=event, row=row, others=f", {row}.project_id, {row}.overall_id")
        for event, row in _ROW_EVENTS
    ),
    *(_NOTED_OF_ROW.format(table="fundrow", event=event, row=row, others="") for event, row in _ROW_EVENTS),
)

STEPS: tuple[Step, ...] = (_RECORDS, _NOTES, _CHANGES)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many steps the file has gone through."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Take the file through the steps it has not been through, each wholly or not at all.

    Args:
        connection: in autocommit, so that nothing but this function begins or ends a transaction.
        steps: all steps from the first on.
    """
    for number, step in enumerate(steps, 1):
        if number > version_of(connection):
            _take(connection, number, step)


def _take(connection: sqlite3.Connection, number: int, step: Step) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in step:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
