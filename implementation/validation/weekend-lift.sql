-- statement: A Saturday or Sunday has 1.5 times the sessions of a weekday, or as many times as are declared.
-- rule: weekend-lift
-- tables: usage_logs, subscriptions
--
-- Sessions of the last 14 days, where each is kept, of subscribers who were there on all of them: given how many these are, each lies on
-- one of the four weekend days with probability 4 lift / (4 lift + 10), whoever watches how much.
-- A count of n such draws of probability p is further than sqrt(2 n p (1 - p) s) + s / 3 from n p with a chance of at most 2 exp(-s)
-- (Bernstein); s is declared.surprise.
WITH
  counted AS (
    SELECT
      sum(sessions) AS n,
      coalesce(sum(sessions) FILTER (WHERE (day + 4) % 7 IN (0, 6)), 0) AS hits,
      lift,
      4 * lift / (4 * lift + 10) AS share,
      surprise
    FROM daily, declared
    WHERE day >= as_of_day - 14 AND subscriber > 0
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  ),
  shares AS (SELECT *, hits * 1.0 / n AS found, max(0.0, share - allowed) AS low, min(1.0, share + allowed) AS high FROM bounded)
SELECT
  'sessions a weekend day over sessions a weekday' AS what,
  n,
  -- No weekday session counts as half a one, so that the ratio is a number.
  found / 4 / (max(1 - found, 0.5 / n) / 10) AS observed,
  lift AS expected,
  low / 4 / (max(1 - low, 0.5 / n) / 10) AS lowest,
  high / 4 / (max(1 - high, 0.5 / n) / 10) AS highest,
  0.1 * max(1, lift / 1.5) AS material
FROM shares
