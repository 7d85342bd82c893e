# ruff: noqa: S608 - the queries are put together of texts of this file alone
"""Views for BI tools: stable names and columns over tables that may change, documented in docs/reference/views.md.

They hold no secret, no sealed value and no name of a person. Items that are gold in a queue are in none of them, but
for the counts of what a judge did in a day. The texts are those of schema 4: a later schema that changes a view makes
a text of its own, and leaves these to the migration that made them (and drops the views before it changes a table).
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from assay.store.tables.metadata import METADATA

_ENDS = "substr(j.run, length(j.run) - "
_IS_LATE = f"{_ENDS}4) = ':late'"
_IS_RULING = f"{_ENDS}5) = ':ruled'"
_QUEUE = f"""CASE WHEN substr(j.run, 1, 6) <> 'queue:' THEN NULL
    WHEN {_IS_LATE} THEN substr(j.run, 7, length(j.run) - 11)
    WHEN {_IS_RULING} THEN substr(j.run, 7, length(j.run) - 12)
    ELSE substr(j.run, 7) END"""
_OUT = "SELECT queue, item, count(*) AS n FROM assignment WHERE state = 'out' GROUP BY queue, item"
_JUDGMENTS = f"""SELECT CAST(j.seq AS TEXT) || ':' || CAST(j.position AS TEXT) AS judgment, j.item AS item,
  j.question AS question, j.judge AS judge, j.judge_version AS judge_version,
  (SELECT min(k.kind) FROM judge k WHERE k.id = j.judge AND k.version = j.judge_version) AS judge_kind,
  j.status AS status, j.label AS label, j.number AS number, j.text AS text, j.structure AS structure,
  j.confidence AS confidence, j.seconds AS seconds, j.cost_minor AS cost_minor, j.currency AS currency,
  {_QUEUE} AS queue, j.attempt AS round,
  CASE WHEN {_IS_LATE} THEN 1 ELSE 0 END AS is_late,
  CASE WHEN {_IS_RULING} THEN 1 ELSE 0 END AS is_ruling,
  CASE WHEN s.supersedes IS NULL THEN 0 ELSE 1 END AS is_superseded,
  j.guideline_version AS guideline_version, j.observed_at AS observed_at, j.recorded_at AS recorded_at
FROM judgment j
LEFT JOIN (SELECT DISTINCT supersedes FROM judgment WHERE supersedes IS NOT NULL) s
  ON s.supersedes = CAST(j.seq AS TEXT) || ':' || CAST(j.position AS TEXT)
LEFT JOIN queue_item g ON g.queue = {_QUEUE} AND g.item = j.item AND g.lane = 'gold'
WHERE g.item IS NULL"""
_QUEUE_ITEMS = f"""SELECT i.queue AS queue, i.item AS item, i.round AS round, i.open AS is_open, i.needed AS needed,
  i.taken - coalesce(o.n, 0) AS answered, coalesce(o.n, 0) AS held,
  CASE WHEN i.open = 1 AND i.taken >= i.needed AND o.n IS NULL THEN 1 ELSE 0 END AS is_finished
FROM queue_item i LEFT JOIN ({_OUT}) o ON o.queue = i.queue AND o.item = i.item
WHERE i.lane <> 'gold'"""
_QUEUES = """SELECT q.name AS queue, count(i.item) AS items,
  CAST(coalesce(sum(i.is_finished), 0) AS BIGINT) AS finished,
  CAST(coalesce(sum(i.needed), 0) AS BIGINT) AS needed,
  CAST(coalesce(sum(i.answered), 0) AS BIGINT) AS answered,
  CAST(coalesce(sum(i.held), 0) AS BIGINT) AS held
FROM queue q LEFT JOIN bi_queue_items i ON i.queue = q.name GROUP BY q.name"""
_ASSIGNMENTS = """SELECT a.id AS assignment, a.queue AS queue, a.item AS item, a.round AS round, a.judge AS judge,
  a.state AS state, a.claimed_at AS claimed_at, a.leased_until AS leased_until, a.answered_at AS answered_at
FROM assignment a WHERE a.lane <> 'gold'"""
_JUDGE_DAYS = """SELECT a.queue AS queue, a.judge AS judge, substr(a.answered_at, 1, 10) AS day,
  CAST(sum(CASE WHEN a.state = 'answered' THEN 1 ELSE 0 END) AS BIGINT) AS answers,
  CAST(sum(CASE WHEN a.state = 'late' THEN 1 ELSE 0 END) AS BIGINT) AS late
FROM assignment a WHERE a.answered_at IS NOT NULL GROUP BY a.queue, a.judge, substr(a.answered_at, 1, 10)"""
_PROGRESS = """SELECT p.program AS program, count(*) AS queues, CAST(sum(q.items) AS BIGINT) AS items,
  CAST(sum(q.finished) AS BIGINT) AS finished, CAST(sum(q.needed) AS BIGINT) AS needed,
  CAST(sum(q.answered) AS BIGINT) AS answered, CAST(sum(q.held) AS BIGINT) AS held
FROM bi_program_queues p JOIN bi_queues q ON q.queue = p.queue GROUP BY p.program"""
_LATEST = """document d JOIN document_latest l ON l.kind = d.kind AND l.name = d.name AND l.seq = d.seq
  AND l.position = d.position"""
_ONLY = "WHERE d.kind = 'program'"
_FIELD = {
    "sqlite": "json_extract({0}, '$.{1}')",
    "postgresql": "(({0})::json ->> '{1}')",
}
_EACH = {
    "sqlite": "json_each(d.body, '$.{0}') e",
    "postgresql": "json_array_elements((d.body)::json -> '{0}') e",
}
_TEXT = {"sqlite": "e.value", "postgresql": "(e.value #>> '{}')"}


def views_of_schema_4(dialect: str) -> Mapping[str, str]:
    """The query of each view, those first that others rest on."""
    field, each = _FIELD[dialect], _EACH[dialect]
    programs = ", ".join(
        f"{field.format('d.body', name)} AS {name}" for name in ("dataset", "purpose", "target", "goal")
    )
    member = ", ".join(f"{field.format('e.value', name)} AS {name}" for name in ("judge", "vendor"))
    return {
        "bi_judges": "SELECT DISTINCT k.id AS judge, k.version AS judge_version, k.kind AS kind FROM judge k",
        "bi_judgments": _JUDGMENTS,
        "bi_queue_items": _QUEUE_ITEMS,
        "bi_queues": _QUEUES,
        "bi_assignments": _ASSIGNMENTS,
        "bi_judge_days": _JUDGE_DAYS,
        "bi_programs": f"SELECT d.name AS program, l.versions AS versions, {programs} FROM {_LATEST} {_ONLY}",
        "bi_program_queues": f"SELECT d.name AS program, {_TEXT[dialect]} AS queue"
        f" FROM {_LATEST} CROSS JOIN {each.format('queues')} {_ONLY}",
        "bi_program_members": f"SELECT d.name AS program, {member}"
        f" FROM {_LATEST} CROSS JOIN {each.format('members')} {_ONLY}",
        "bi_program_progress": _PROGRESS,
    }


def view_statements(dialect: str) -> tuple[str, ...]:
    """What makes the views."""
    return tuple(f'CREATE VIEW "{name}" AS {query}' for name, query in views_of_schema_4(dialect).items())


def make_tables_and_views(connection: Connection) -> None:
    """All tables and views in an empty database, as the migrations make them."""
    METADATA.create_all(connection)
    for statement in view_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
