-- statement: Every session watches 25 to 100 % of its title.
-- rule: watch-fraction
-- tables: usage_logs, content
SELECT
  'usage_logs' AS dataset,
  session.line,
  usage_id AS key,
  'watched ' || duration_watched || ' of ' || (tenths / 10.0) || ' minutes' AS found
FROM session CROSS JOIN usage_logs ON usage_logs.rowid = session.line
-- In hundredths, a title of so many tenths has ten times as many, and a quarter of them is 2.5 times.
WHERE 2 * watched < 5 * tenths OR watched > 10 * tenths
