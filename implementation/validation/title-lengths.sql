-- statement: Titles are as long as their genre allows: by default movies 75-180 minutes, music 2-7 and podcasts 15-120.
-- rule: content-duration
-- tables: content
SELECT 'content' AS dataset, content.rowid AS line, content_id AS key, genre || ' of ' || duration_minutes || ' minutes' AS found
FROM content JOIN declared_genre USING (genre)
WHERE duration_minutes NOT BETWEEN shortest - 1e-6 AND longest + 1e-6
