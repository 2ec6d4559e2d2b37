-- statement: The keys of content count from T0000001 to the number of titles asked for, in the order of the file, so that each stands once.
-- rule: contract
-- tables: staging_content
WITH
  numbered AS (
    SELECT line, content_id AS key, CAST(substr(content_id, 2) AS INTEGER) AS number FROM staging_content WHERE content_id <> ''
  ),
  neighbours AS (
    SELECT *, lag(number, 1, 0) OVER (ORDER BY line) AS before, lead(key) OVER (ORDER BY line) IS NULL AS is_last
    FROM numbered
  )
SELECT 'content' AS dataset, line, key, CASE
  WHEN number <> before + 1 THEN 'follows number ' || before
  ELSE 'is the last of ' || content
END AS found
FROM neighbours, declared
WHERE number <> before + 1 OR (is_last AND number <> coalesce(content, number))
