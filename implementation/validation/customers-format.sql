-- statement: Customers have keys such as C000000001, a year of birth in digits, a state of two capitals and a signup date of the calendar.
-- rule: contract
-- tables: staging_customers
SELECT 'customers' AS dataset, line, customer_id AS key, found
FROM (
  SELECT *, CASE
    WHEN customer_id <> '' AND NOT (customer_id GLOB 'C[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]') THEN 'customer_id ' || customer_id
    WHEN birth_year <> '' AND NOT (birth_year NOT GLOB '*[^0-9]*') THEN 'birth_year ' || birth_year
    WHEN state <> '' AND NOT (state GLOB '[A-Z][A-Z]') THEN 'state ' || state
    WHEN signup_date <> '' AND NOT (signup_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date(signup_date) IS signup_date) THEN 'signup_date ' || signup_date
  END AS found
  FROM staging_customers
)
WHERE found IS NOT NULL
