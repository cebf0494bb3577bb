"""A made company in which every deal walks one to eight stages, as rows for the marts; see `insight`."""

from __future__ import annotations

import duckdb
import pyarrow as pa

STAGES = ("find", "contact", "qualify", "needs", "offer", "negotiate", "finalise", "deliver")
# Every case walks 1 to 8 stages; one in six goes back once; a third of the ends is still open.
_VISITS = """
CREATE TABLE raw AS
WITH cases AS (
  SELECT i AS case_id, 1 + (hash(i) % 8)::INTEGER AS reach, (hash(i + 7) % 6)::INTEGER AS turn,
    TIMESTAMP '2024-01-01' + to_seconds((hash(i + 3) % 80000000)::BIGINT) AS opened_at
  FROM range(?) t(i)
), steps AS (
  SELECT *, unnest(CASE WHEN turn = 0 AND reach > 2 THEN list_concat(range(reach), [reach - 2, reach - 1])
    ELSE range(reach) END) AS position,
    generate_subscripts(CASE WHEN turn = 0 AND reach > 2 THEN list_concat(range(reach), [reach - 2, reach - 1])
    ELSE range(reach) END, 1) AS seq FROM cases
), timed AS (
  SELECT *, (hash(case_id * 31 + seq) % 900000)::BIGINT AS lasted,
    seq = max(seq) OVER (PARTITION BY case_id) AS final FROM steps
), placed AS (
  SELECT *, opened_at + to_seconds(coalesce(sum(lasted) OVER
    (PARTITION BY case_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT) AS entered_at
  FROM timed
)
SELECT row_number() OVER () AS visit_id, case_id, 1 AS process_id, 1 AS version_id,
  ['find','contact','qualify','needs','offer','negotiate','finalise','deliver'][position + 1] AS stage,
  position::INTEGER AS position, seq, entered_at,
  CASE WHEN final AND case_id % 3 = 0 THEN NULL ELSE entered_at + to_seconds(lasted) END AS left_at,
  CASE WHEN NOT final THEN 'moved' WHEN case_id % 3 = 0 THEN '' WHEN reach = 8 THEN 'won'
    WHEN case_id % 3 = 1 THEN 'lost' ELSE 'paused' END AS leaving,
  CASE WHEN final AND case_id % 3 = 0 THEN NULL ELSE lasted * 8 // 24 END AS working_seconds,
  CASE WHEN final AND case_id % 3 = 0 THEN NULL ELSE lasted END AS calendar_seconds,
  CASE WHEN seq <= reach THEN position + 1 ELSE 8 + reach * 2 + seq - reach END AS path_id,
  case_id % 50 AS by_id, 0 AS history, 0 AS automatic, 0 AS override
FROM placed
"""
CASES = """
SELECT case_id, 1 AS process_id, 1 AS version_id, 'source ' || case_id % 12 AS source, '' AS campaign,
  'product ' || case_id % 5 AS product, case_id % 50 AS owner_id, case_id % 9 AS team_id, case_id AS customer_id,
  'company' AS customer_kind, case_id % 100000 AS value_company_minor,
  CASE max(leaving) FILTER (WHERE seq = last) WHEN '' THEN 'open' ELSE max(leaving) FILTER (WHERE seq = last) END
    AS outcome, '' AS reason, min(entered_at) AS opened_at,
  CASE WHEN bool_or(leaving = 'won') THEN max(left_at) END AS closed_at, 0 AS voided
FROM (SELECT *, max(seq) OVER (PARTITION BY case_id) AS last FROM raw) GROUP BY case_id
"""
PATHS = """
SELECT i AS id, i - 1 AS parent_id, 1 AS process_id,
  ['find','contact','qualify','needs','offer','negotiate','finalise','deliver'][i] AS stage, i AS depth
FROM range(1, 9) t(i)
UNION ALL
SELECT 8 + reach * 2 + back, CASE back WHEN 1 THEN reach ELSE 8 + reach * 2 + 1 END, 1,
  ['find','contact','qualify','needs','offer','negotiate','finalise','deliver'][reach - 2 + back], reach + back
FROM range(3, 9) r(reach), range(1, 3) b(back)
"""


def made(n: int) -> duckdb.DuckDBPyConnection:
    """A database with the visits of a made company."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(_VISITS, [round(n / 4.71)])
    return con


def stages() -> pa.Table:
    """The eight declared stages."""
    return pa.table(
        {
            "process_id": [1] * 8,
            "process_key": ["bench"] * 8,
            "version_id": [1] * 8,
            "number": [1] * 8,
            "key": list(STAGES),
            "position": list(range(8)),
            "phase": ["find"] * 2 + ["engage"] * 5 + ["deliver"],
            "after_win": [False] * 7 + [True],
            "expected_seconds": [57_600] * 8,
        }
    )
