-- statement: No field is empty, but end_date of a subscription that nobody has ended.
-- rule: contract
-- tables: staging_customers, staging_plans, staging_content, staging_subscriptions, staging_usage_logs
SELECT dataset, line, key, empty || ' is empty' AS found
FROM (
  SELECT 'customers' AS dataset, line, customer_id AS key, CASE
      WHEN customer_id = '' OR customer_id IS NULL THEN 'customer_id'
      WHEN first_name = '' OR first_name IS NULL THEN 'first_name'
      WHEN last_name = '' OR last_name IS NULL THEN 'last_name'
      WHEN email = '' OR email IS NULL THEN 'email'
      WHEN birth_year = '' OR birth_year IS NULL THEN 'birth_year'
      WHEN state = '' OR state IS NULL THEN 'state'
      WHEN region = '' OR region IS NULL THEN 'region'
      WHEN device = '' OR device IS NULL THEN 'device'
      WHEN signup_date = '' OR signup_date IS NULL THEN 'signup_date'
    END AS empty
  FROM staging_customers
  UNION ALL
  SELECT 'plans' AS dataset, line, plan_id AS key, CASE
      WHEN plan_id = '' OR plan_id IS NULL THEN 'plan_id'
      WHEN tier = '' OR tier IS NULL THEN 'tier'
      WHEN monthly_price = '' OR monthly_price IS NULL THEN 'monthly_price'
      WHEN max_streams = '' OR max_streams IS NULL THEN 'max_streams'
      WHEN max_resolution = '' OR max_resolution IS NULL THEN 'max_resolution'
    END AS empty
  FROM staging_plans
  UNION ALL
  SELECT 'content' AS dataset, line, content_id AS key, CASE
      WHEN content_id = '' OR content_id IS NULL THEN 'content_id'
      WHEN title = '' OR title IS NULL THEN 'title'
      WHEN genre = '' OR genre IS NULL THEN 'genre'
      WHEN category = '' OR category IS NULL THEN 'category'
      WHEN duration_minutes = '' OR duration_minutes IS NULL THEN 'duration_minutes'
      WHEN release_date = '' OR release_date IS NULL THEN 'release_date'
    END AS empty
  FROM staging_content
  UNION ALL
  SELECT 'subscriptions' AS dataset, line, subscription_id AS key, CASE
      WHEN subscription_id = '' OR subscription_id IS NULL THEN 'subscription_id'
      WHEN customer_id = '' OR customer_id IS NULL THEN 'customer_id'
      WHEN plan_id = '' OR plan_id IS NULL THEN 'plan_id'
      WHEN start_date = '' OR start_date IS NULL THEN 'start_date'
      WHEN status = '' OR status IS NULL THEN 'status'
      WHEN change_type = '' OR change_type IS NULL THEN 'change_type'
    END AS empty
  FROM staging_subscriptions
  UNION ALL
  SELECT 'usage_logs' AS dataset, line, usage_id AS key, CASE
      WHEN usage_id = '' OR usage_id IS NULL THEN 'usage_id'
      WHEN customer_id = '' OR customer_id IS NULL THEN 'customer_id'
      WHEN subscription_id = '' OR subscription_id IS NULL THEN 'subscription_id'
      WHEN content_id = '' OR content_id IS NULL THEN 'content_id'
      WHEN started_at = '' OR started_at IS NULL THEN 'started_at'
      WHEN device = '' OR device IS NULL THEN 'device'
      WHEN duration_watched = '' OR duration_watched IS NULL THEN 'duration_watched'
      WHEN completion_rate = '' OR completion_rate IS NULL THEN 'completion_rate'
    END AS empty
  FROM staging_usage_logs
)
WHERE empty IS NOT NULL
