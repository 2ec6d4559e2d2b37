-- statement: Every session is of a subscription that is active at the as-of date: without an end date, or with one after it.
-- rule: active-only
-- tables: usage_logs, subscriptions
SELECT 'usage_logs' AS dataset, session.line, usage_id AS key, subscription_id || ' ended ' || date(end_day * 86400, 'unixepoch') AS found
FROM declared CROSS JOIN session CROSS JOIN usage_logs ON usage_logs.rowid = session.line
WHERE end_day <= as_of_day
