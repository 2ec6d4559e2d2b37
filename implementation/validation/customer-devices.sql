-- statement: Customers own devices by the declared weights: 38 % a smart TV, 30 % a mobile, 14 % web, 10 % a tablet and 8 % a game console by default.
-- rule: region-and-device
-- tables: customers
--
-- A draw each; bounds as in weekend-lift, the error shared by five.
WITH
  counted AS (
    SELECT
      device AS what,
      (SELECT count(*) FROM customers) AS n,
      (SELECT count(*) FROM customers WHERE customers.device = declared_device.device) AS hits,
      weight AS share,
      surprise + ln(5) AS surprise
    FROM declared_device, declared
  ),
  bounded AS (
    SELECT *, (sqrt(2 * surprise * n * share * (1 - share)) + (share > 0 AND share < 1) * surprise / 3) / n AS allowed
    FROM counted
  )
SELECT what, n, hits * 1.0 / n AS observed, share AS expected, share - allowed AS lowest, share + allowed AS highest, 0.04 AS material
FROM bounded
