-- Sessions counted by day and by what was watched, for the tests of shares: adding up these is cheaper than a look at every session each.
-- Counted by upsert, which sorts nothing.

-- `subscriber` says for how long the subscription, active at the as-of date, has run by then: 2 on all days of the window, 1 on all of
-- the last 14, else 0.
CREATE TEMP TABLE daily (cell INTEGER PRIMARY KEY, day INTEGER, tier INTEGER, subscriber INTEGER, sessions INTEGER);
INSERT INTO daily
SELECT (day * 4 + coalesce(tier, 0)) * 3 + subscriber, day, tier, subscriber, 1
FROM (
  SELECT day, tier, CASE
    WHEN end_day <= as_of_day THEN 0
    WHEN start_day <= as_of_day - 60 THEN 2
    WHEN start_day <= as_of_day - 14 THEN 1
    ELSE 0
  END AS subscriber
  FROM declared CROSS JOIN session
  WHERE day BETWEEN as_of_day - 60 AND as_of_day - 1
)
WHERE true
ON CONFLICT DO UPDATE SET sessions = sessions + 1;

-- By genre, tier, own device and length of the title: sessions, those on the own device, those below 40 and from 70 % of the title.
CREATE TEMP TABLE watching (
  cell INTEGER PRIMARY KEY,
  genre INTEGER,
  tier INTEGER,
  own_device INTEGER,
  tenths INTEGER,
  sessions INTEGER,
  on_own INTEGER,
  dropped INTEGER,
  stayed INTEGER
);
INSERT INTO watching
SELECT
  ((genre * 4 + tier) * 8 + own_device) * 16384 + tenths,
  genre,
  tier,
  own_device,
  tenths,
  1,
  is_own,
  watched < 4 * tenths,
  watched >= 7 * tenths
FROM session
WHERE genre + tier + own_device + tenths > 0
ON CONFLICT DO UPDATE SET
  sessions = sessions + 1,
  on_own = on_own + excluded.on_own,
  dropped = dropped + excluded.dropped,
  stayed = stayed + excluded.stayed;
