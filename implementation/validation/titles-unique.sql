-- statement: No two titles are called the same.
-- rule: title
-- tables: staging_content
SELECT 'content' AS dataset, max(line) AS line, max(content_id) AS key, title || ' stands ' || count(*) || ' times' AS found
FROM staging_content
WHERE title <> ''
GROUP BY title
HAVING count(*) > 1
