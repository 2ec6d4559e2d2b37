-- statement: Nothing is watched before the day of its release.
-- rule: title
-- tables: usage_logs, content
SELECT
  'usage_logs' AS dataset,
  session.line,
  usage_id AS key,
  'started ' || started_at || ', ' || content_id || ' came out on ' || date(release_day * 86400, 'unixepoch') AS found
FROM session CROSS JOIN usage_logs ON usage_logs.rowid = session.line
WHERE session.day < release_day
