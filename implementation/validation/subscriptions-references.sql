-- statement: Every customer_id and plan_id of subscriptions is in its file.
-- rule: contract
-- tables: staging_subscriptions, staging_customers, staging_plans
SELECT 'subscriptions' AS dataset, line, subscription_id AS key, 'there is no customer ' || customer_id AS found
FROM staging_subscriptions
WHERE customer_id <> '' AND customer_id NOT IN (SELECT customer_id FROM staging_customers)
UNION ALL
SELECT 'subscriptions' AS dataset, line, subscription_id AS key, 'there is no plan ' || plan_id AS found
FROM staging_subscriptions
WHERE plan_id <> '' AND plan_id NOT IN (SELECT plan_id FROM staging_plans)
