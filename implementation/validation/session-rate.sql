-- statement: Subscribers have as many sessions a weekday as their tier declares: 0.25, 0.5 and 0.9 by default.
-- rule: session-rate
-- tables: usage_logs, subscriptions, plans
--
-- Subscribers who were there on all of the last 14 days, on the ten weekdays of these. A subscriber's count is Poisson of mean 10 rate times
-- a Gamma of the declared shape: variance L + L^2 / shape for L = 10 rate. The sum of n such counts is further than
-- sqrt(2 n (L + L^2 / shape) s) + (1 + L / shape) s from n L with a chance of at most 2 exp(-s): it is sub-gamma with that scale; s is
-- declared.surprise, shared by the three tiers.
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
      declared_tier.tier AS what,
      coalesce(n, 0) AS n,
      coalesce(sessions, 0) AS sessions,
      10 * rate AS mean,
      10 * rate + 100 * rate * rate / shape AS variance,
      1 + 10 * rate / shape AS scale,
      rate,
      surprise + ln(3) AS surprise
    FROM declared_tier
    LEFT JOIN subscribers ON subscribers.tier = rank
    LEFT JOIN watched ON watched.tier = rank,
    declared
  ),
  bounded AS (SELECT *, (sqrt(2 * surprise * n * variance) + (rate > 0) * scale * surprise) / (10 * n) AS allowed FROM expected)
SELECT
  what || ' sessions a subscriber and weekday' AS what,
  n,
  sessions / (10.0 * n) AS observed,
  rate AS expected,
  rate - allowed AS lowest,
  rate + allowed AS highest,
  max(0.01, 0.15 * rate) AS material
FROM bounded
