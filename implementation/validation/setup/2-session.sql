-- Every session of usage_logs in small numbers, beside what it refers to: made once, since many tests read it. What a reference does not
-- find is NULL. Days are whole UTC days since 1970-01-01; the ids' own numbers stand for the ids.

CREATE TEMP TABLE title (number INTEGER PRIMARY KEY, genre INTEGER, tenths INTEGER, release_day INTEGER);
INSERT OR IGNORE INTO title
SELECT CAST(substr(content_id, 2) AS INTEGER), code, round(duration_minutes * 10), unixepoch(release_date) / 86400
FROM content LEFT JOIN declared_genre USING (genre);

-- `number` is 10,000 times the customer's number in subscription_id, plus the sequence: nobody had 10,000 subscriptions.
CREATE TEMP TABLE subscription (
  number INTEGER PRIMARY KEY,
  own_device INTEGER,
  device TEXT,
  tier INTEGER,
  start_day INTEGER,
  end_day INTEGER
);
INSERT OR IGNORE INTO subscription
SELECT
  CAST(substr(subscription_id, 2, 9) AS INTEGER) * 10000 + CAST(substr(subscription_id, 12) AS INTEGER),
  code,
  customers.device,
  rank,
  unixepoch(start_date) / 86400,
  unixepoch(end_date) / 86400
FROM subscriptions
LEFT JOIN customers USING (customer_id)
LEFT JOIN declared_device USING (device)
LEFT JOIN plans USING (plan_id)
LEFT JOIN declared_tier USING (tier);

-- A typed row's rowid is its line in the file. Watched time in hundredths of a minute, lengths in tenths, completion in ten-thousandths. The own
-- device and what follows are those of the subscription.
CREATE TEMP TABLE session (
  line INTEGER PRIMARY KEY,
  day INTEGER,
  hour INTEGER,
  watched INTEGER,
  completion INTEGER,
  genre INTEGER,
  tenths INTEGER,
  release_day INTEGER,
  own_device INTEGER,
  is_own INTEGER,
  tier INTEGER,
  start_day INTEGER,
  end_day INTEGER
);
INSERT INTO session
SELECT
  usage_logs.rowid,
  unixepoch(substr(started_at, 1, 10)) / 86400,
  CAST(substr(started_at, 12, 2) AS INTEGER),
  CAST(duration_watched * 100 + 0.5 AS INTEGER),
  CAST(completion_rate * 10000 + 0.5 AS INTEGER),
  genre,
  tenths,
  release_day,
  own_device,
  usage_logs.device = subscription.device,
  tier,
  start_day,
  end_day
FROM usage_logs
LEFT JOIN title ON title.number = CAST(substr(content_id, 2) AS INTEGER)
LEFT JOIN subscription
  ON subscription.number = CAST(substr(subscription_id, 2, 9) AS INTEGER) * 10000 + CAST(substr(subscription_id, 12) AS INTEGER);
