-- statement: Every title came out on or before the first day of the window that ends at the anchor, and at most 7,300 days earlier.
-- rule: title
-- tables: content
SELECT 'content' AS dataset, content.rowid AS line, content_id AS key, 'release_date ' || release_date AS found
FROM content, declared
WHERE unixepoch(release_date) / 86400 NOT BETWEEN anchor_day - 60 - 7299 AND anchor_day - 60
