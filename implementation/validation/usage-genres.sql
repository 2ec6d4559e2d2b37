-- statement: Half of the sessions are movies, 30 % music and 20 % podcasts, or as is declared.
-- rule: genre-mix
-- tables: usage_logs, content
--
-- A draw each session; bounds as in weekend-lift, the error shared by three.
WITH
  counted AS (
    SELECT
      genre AS what,
      (SELECT sum(sessions) FROM watching) AS n,
      (SELECT coalesce(sum(sessions), 0) FROM watching WHERE watching.genre = code) AS hits,
      share,
      surprise + ln(3) AS surprise
    FROM declared_genre, declared
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  )
SELECT what, n, hits * 1.0 / n AS observed, share AS expected, share - allowed AS lowest, share + allowed AS highest, 0.02 AS material
FROM bounded
