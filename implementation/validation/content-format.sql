-- statement: Titles have keys such as T0000001, a length with one decimal and a release date of the calendar.
-- rule: contract
-- tables: staging_content
SELECT 'content' AS dataset, line, content_id AS key, found
FROM (
  SELECT *, CASE
    WHEN content_id <> '' AND NOT (content_id GLOB 'T[0-9][0-9][0-9][0-9][0-9][0-9][0-9]') THEN 'content_id ' || content_id
    WHEN duration_minutes <> '' AND NOT (duration_minutes GLOB '[0-9]*.[0-9]' AND duration_minutes NOT GLOB '*[^0-9.]*' AND duration_minutes NOT GLOB '*.*.*') THEN 'duration_minutes ' || duration_minutes
    WHEN release_date <> '' AND NOT (release_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date(release_date) IS release_date) THEN 'release_date ' || release_date
  END AS found
  FROM staging_content
)
WHERE found IS NOT NULL
