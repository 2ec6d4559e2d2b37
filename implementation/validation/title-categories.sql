-- statement: Every title is filed under one of the ten categories of its genre.
-- rule: title
-- tables: content
WITH
  list(genre, categories) AS (
    VALUES
      ('movie', 'Action|Animation|Comedy|Documentary|Drama|Family|Horror|Romance|Science Fiction|Thriller'),
      ('music', 'Classical|Country|Electronic|Folk|Hip-Hop|Jazz|Latin|Pop|R&B|Rock'),
      ('podcast', 'Business|Comedy|Education|Health|History|News|Science|Society|Sports|True Crime')
  )
SELECT 'content' AS dataset, content.rowid AS line, content_id AS key, genre || ' filed under ' || category AS found
FROM content JOIN list USING (genre)
WHERE instr('|' || categories || '|', '|' || category || '|') = 0
