-- statement: Every state is one of the fifty or DC, and the region is the Census region of the state.
-- rule: region-and-device
-- tables: customers
WITH
  census(region, states) AS (
    VALUES
      ('Northeast', 'CT ME MA NH NJ NY PA RI VT'),
      ('Midwest', 'IA IL IN KS MI MN MO ND NE OH SD WI'),
      ('South', 'AL AR DC DE FL GA KY LA MD MS NC OK SC TN TX VA WV'),
      ('West', 'AK AZ CA CO HI ID MT NM NV OR UT WA WY')
  )
SELECT 'customers' AS dataset, customers.rowid AS line, customer_id AS key, state || ' in the ' || customers.region AS found
FROM customers LEFT JOIN census ON census.region = customers.region
WHERE instr(' ' || coalesce(states, '') || ' ', ' ' || state || ' ') = 0
