-- The season of stabilisations is over; small presents that come again and again are told together with the others.
WITH b AS (UPDATE behaviours SET state = 'superseded', version = version + 1, updated_at = now() WHERE code = 'CR06' AND state = 'validated')
UPDATE risks SET state = 'superseded', retired = true, version = version + 1, updated_at = now() WHERE code = 'A.07' AND state = 'validated'
