-- A municipal system that sends the local risks and the training needs of two municipalities; $1 is its secret.
INSERT INTO clients (client_id, name, secret_hash, scopes, municipalities)
SELECT 'cdp_demo', 'Gestionale del personale (dimostrativo)', sha256(convert_to($1, 'UTF8')),
    '{vocabulary:read,risk:read,local-risk:read,local-risk:write,training-need:read,training-need:write}',
    array_agg(istat_code ORDER BY istat_code) FROM municipalities WHERE name IN ('Milazzo', 'San Filippo del Mela')
