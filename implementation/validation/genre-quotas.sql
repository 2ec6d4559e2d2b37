-- statement: Each genre has its declared share of the titles, by largest remainder, and a genre with a share has a title: 50 % movies, 30 % music and 20 % podcasts by default.
-- rule: genre-mix
-- tables: content
WITH
  exact AS (
    -- Shares such as 0.3 are not exact in binary: a hair below a whole number is that number.
    SELECT code, genre, share, share * titles AS exact, CAST(share * titles + 1e-9 AS INTEGER) AS whole, titles
    FROM declared_genre, (SELECT coalesce(content, (SELECT count(*) FROM content)) AS titles FROM declared)
  ),
  ranked AS (
    SELECT *, row_number() OVER (ORDER BY round(exact - whole, 8) DESC, code) AS place, titles - sum(whole) OVER () AS remaining
    FROM exact
  ),
  given AS (SELECT *, whole + (place <= remaining) AS first_quota FROM ranked),
  seen AS (
    SELECT
      *,
      share > 0 AND first_quota = 0 AS is_bare,
      row_number() OVER (ORDER BY first_quota DESC, code) = 1 AS is_largest
    FROM given
  ),
  settled AS (
    SELECT
      genre,
      CASE WHEN is_bare THEN 1 WHEN is_largest THEN first_quota - (SELECT sum(is_bare) FROM seen) ELSE first_quota END AS quota
    FROM seen
  ),
  found AS (SELECT genre, quota, (SELECT count(*) FROM content WHERE content.genre = settled.genre) AS titles FROM settled)
SELECT 'content' AS dataset, NULL AS line, genre AS key, titles || ' titles instead of ' || quota AS found
FROM found
WHERE titles <> quota
