-- statement: Premium subscribers watch most and Basic ones least, as long as the declared rates rise with the tier.
-- rule: session-rate
-- tables: usage_logs, subscriptions, plans
--
-- Subscribers who were there on all of the last 14 days, on the ten weekdays of these. A subscriber's count is Poisson of mean 10 rate times
-- a Gamma of the declared shape: variance L + L^2 / shape for L = 10 rate. The sum of n such counts is further than
-- sqrt(2 n (L + L^2 / shape) s) + (1 + L / shape) s from n L with a chance of at most 2 exp(-s): it is sub-gamma with that scale; s is
-- declared.surprise, shared by both tiers of both steps. That a step shows at all is what fails here; how high it is, session-rate tells.
WITH
  subscribers AS (
    SELECT tier, count(*) AS n
    FROM subscription, declared
    WHERE start_day <= as_of_day - 14 AND coalesce(end_day, as_of_day + 1) > as_of_day
    GROUP BY tier
  ),
  watched AS (
    SELECT tier, sum(sessions) AS sessions
    FROM daily, declared
    WHERE day >= as_of_day - 14 AND (day + 4) % 7 NOT IN (0, 6) AND subscriber > 0
    GROUP BY tier
  ),
  expected AS (
    SELECT
      rank,
      declared_tier.tier AS name,
      rate,
      n,
      coalesce(sessions, 0) / (10.0 * n) AS observed,
      (sqrt(2 * surprise * n * (10 * rate + 100 * rate * rate / shape)) + (rate > 0) * (1 + 10 * rate / shape) * surprise) / (10 * n)
        AS allowed
    FROM declared_tier
    LEFT JOIN subscribers ON subscribers.tier = rank
    LEFT JOIN watched ON watched.tier = rank,
    (SELECT shape, surprise + ln(4) AS surprise FROM declared)
  )
SELECT
  upper.name || ' over ' || lower.name || ', sessions a subscriber and weekday' AS what,
  min(lower.n, upper.n) AS n,
  upper.observed - lower.observed AS observed,
  upper.rate - lower.rate AS expected,
  min(0, upper.rate - lower.rate - lower.allowed - upper.allowed) AS lowest,
  NULL AS highest,
  -- Undecided where chance alone could hide the declared step.
  upper.rate - lower.rate AS material
FROM expected AS lower JOIN expected AS upper ON upper.rank = lower.rank + 1
WHERE upper.rate > lower.rate
