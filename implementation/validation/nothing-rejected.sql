-- statement: No row was rejected: each fits its table.
-- rule: contract
-- tables: rejected
SELECT dataset, line, substr(raw, 1, 100) AS key, reason AS found FROM rejected ORDER BY dataset, line
