-- statement: Every session lies within its subscription: on its start date or later, and before its end date.
-- rule: active-only
-- tables: usage_logs, subscriptions
SELECT
  'usage_logs' AS dataset,
  session.line,
  usage_id AS key,
  'started ' || started_at || ', ' || subscription_id || ' runs from ' || date(start_day * 86400, 'unixepoch')
    || coalesce(' to ' || date(end_day * 86400, 'unixepoch'), '') AS found
FROM session CROSS JOIN usage_logs ON usage_logs.rowid = session.line
WHERE session.day < start_day OR session.day >= end_day
