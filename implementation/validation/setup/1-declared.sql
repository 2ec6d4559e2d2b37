-- What the run declares: the numbers of its spec, and the model's own where the spec leaves them, as it does wherever they were not
-- overridden and in a directory that came without a manifest. The defaults are written out here once more on purpose: tests that read
-- them from the program would agree with it whatever it did.

-- One row. Days are whole UTC days since 1970-01-01; shares and factors are REAL, since a spec may say 1 for 1.0, and whole numbers
-- divide to whole numbers. `surprise` is ln(2 / p) for p = 1e-6 / 64: the chance that anything fails in files that are as declared,
-- shared among 64 tests; sqrt(2 * surprise) = 6.1 standard errors.
CREATE TEMP TABLE declared AS
WITH
  run AS (
    SELECT
      max(value) FILTER (WHERE key = 'as_of') AS as_of,
      max(value) FILTER (WHERE key = 'anchor') AS anchor,
      max(value) FILTER (WHERE key = 'spec') AS spec
    FROM warehouse
  )
SELECT
  as_of,
  unixepoch(as_of) / 86400 AS as_of_day,
  unixepoch(coalesce(anchor, as_of)) / 86400 AS anchor_day,
  CAST(substr(coalesce(anchor, as_of), 1, 4) AS INTEGER) AS anchor_year,
  -- NULL without a spec: then as many are right as there are.
  spec ->> '$.customers' AS customers,
  spec ->> '$.content' AS content,
  CAST(coalesce(spec ->> '$.behaviour."eligibility".never', 0.05) AS REAL) AS never,
  CAST(coalesce(spec ->> '$.behaviour."eligibility".sameDay', 0.7) AS REAL) AS same_day,
  coalesce(spec ->> '$.behaviour."eligibility".maxDelayDays', 14) AS most_delay,
  CAST(coalesce(spec ->> '$.behaviour."session-rate".shape', 2.0) AS REAL) AS shape,
  CAST(coalesce(spec ->> '$.behaviour."weekend-lift".lift', 1.5) AS REAL) AS lift,
  CAST(coalesce(spec ->> '$.behaviour."recency-window".floor', 0.5) AS REAL) AS least_kept,
  CAST(coalesce(spec ->> '$.behaviour."recency-window".halfLifeDays', 30.0) AS REAL) AS half_life,
  CAST(coalesce(spec ->> '$.behaviour."playback-device".own', 0.7) AS REAL) AS own,
  ln(2 / (1e-6 / 64)) AS surprise
FROM run;

-- A row a tier; `rank` is 1 for Basic to 3 for Premium.
CREATE TEMP TABLE declared_tier (
  rank INTEGER PRIMARY KEY,
  tier TEXT UNIQUE,
  max_streams INTEGER,
  max_resolution TEXT,
  price REAL,
  share REAL,
  rate REAL,
  abandon REAL,
  skew REAL,
  ceiling REAL
);
INSERT INTO declared_tier
WITH
  spec(spec) AS (SELECT max(value) FILTER (WHERE key = 'spec') FROM warehouse),
  tier(rank, tier, max_streams, max_resolution, price, share, rate, abandon, skew, ceiling) AS (
    VALUES
      (1, 'Basic', 1, 'HD', 7.99, 0.4, 0.25, 0.2, 1, 0.03),
      (2, 'Standard', 2, 'FHD', 13.99, 0.35, 0.5, 0.12, 2, 0.05),
      (3, 'Premium', 4, 'UHD', 19.99, 0.25, 0.9, 0.05, 3, 0.08)
  )
SELECT
  rank,
  tier,
  max_streams,
  max_resolution,
  coalesce(spec ->> ('$.behaviour."plan-catalog".prices.' || tier), price) AS price,
  coalesce(spec ->> ('$.behaviour."subscription-lifecycle".tierShares.' || tier), share) AS share,
  coalesce(spec ->> ('$.behaviour."session-rate".rate.' || tier), rate) AS rate,
  coalesce(spec ->> ('$.behaviour."watch-fraction".abandon.' || tier), abandon) AS abandon,
  coalesce(spec ->> ('$.behaviour."watch-fraction".skew.' || tier), skew) AS skew,
  coalesce(spec ->> ('$.behaviour."completion-noise".ceiling.' || tier), ceiling) AS ceiling
FROM tier, spec;

-- A row a genre; `hours` are 24 relative weights as JSON.
CREATE TEMP TABLE declared_genre (
  code INTEGER PRIMARY KEY,
  genre TEXT UNIQUE,
  share REAL,
  shortest REAL,
  longest REAL,
  hours TEXT
);
INSERT INTO declared_genre
WITH
  spec(spec) AS (SELECT max(value) FILTER (WHERE key = 'spec') FROM warehouse),
  genre(code, genre, share, shortest, longest, hours) AS (
    VALUES
      (1, 'movie', 0.5, 75.0, 180.0, '[4,2,1,1,1,1,1,2,2,2,3,3,4,4,4,5,6,8,11,13,14,12,9,6]'),
      (2, 'music', 0.3, 2.0, 7.0, '[2,1,1,1,1,2,5,7,7,6,6,6,6,6,6,6,7,7,6,5,4,4,3,2]'),
      (3, 'podcast', 0.2, 15.0, 120.0, '[1,1,1,1,2,5,10,12,10,6,5,4,5,5,4,4,6,8,6,4,3,2,2,1]')
  )
SELECT
  code,
  genre,
  coalesce(spec ->> ('$.behaviour."genre-mix".' || genre), share) AS share,
  coalesce(spec ->> ('$.behaviour."content-duration".bounds.' || genre || '[0]'), shortest) AS shortest,
  coalesce(spec ->> ('$.behaviour."content-duration".bounds.' || genre || '[1]'), longest) AS longest,
  coalesce(spec -> ('$.behaviour."hour-of-day".hours.' || genre), hours) AS hours
FROM genre, spec;

-- A row a device.
CREATE TEMP TABLE declared_device (code INTEGER PRIMARY KEY, device TEXT UNIQUE, weight REAL);
INSERT INTO declared_device
WITH
  spec(spec) AS (SELECT max(value) FILTER (WHERE key = 'spec') FROM warehouse),
  device(code, device, weight) AS (
    VALUES (1, 'smart_tv', 0.38), (2, 'mobile', 0.3), (3, 'web', 0.14), (4, 'tablet', 0.1), (5, 'game_console', 0.08)
  )
SELECT code, device, coalesce(spec ->> ('$.behaviour."region-and-device".deviceWeights.' || device), weight) AS weight
FROM device, spec;
