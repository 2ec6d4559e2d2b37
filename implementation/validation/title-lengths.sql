-- statement: Titles are as long as their genre allows: by default movies 75-180 minutes, music 2-7 and podcasts 15-120.
-- rule: content-duration
-- tables: staging_content
SELECT 'content' AS dataset, line, content_id AS key, genre || ' of ' || duration_minutes || ' minutes' AS found
FROM staging_content JOIN declared_genre USING (genre)
WHERE duration_minutes <> '' AND CAST(duration_minutes AS REAL) NOT BETWEEN shortest - 1e-6 AND longest + 1e-6
