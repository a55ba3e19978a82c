-- One open protocol, signed by the Città Metropolitana, and the signature of every municipality that has come that far.
WITH text AS (UPDATE protocol_versions SET published_on = '2026-01-20', version = version + 1, updated_at = now() WHERE number = 1 RETURNING id),
open AS (INSERT INTO agreements (form, title, protocol_version_id, repertory_number, repertory_date, signatory_quality, signatory_power, signature_type, signed_on, starts_on, duration_months, notice_days)
    SELECT 'open', 'Protocollo d''intesa aperto della Comunità di Pratiche', id, '214', '2026-02-02', 'Sindaco metropolitano', 'Decreto sindacale n. 19 del 31/01/2017', 'digital', '2026-02-02', '2026-02-02', 36, 30
    FROM text RETURNING id, protocol_version_id)
INSERT INTO agreement_signatures (agreement_id, protocol_version_id, municipality_code, signatory_name, signatory_quality, signatory_power, signature_type, signed_on)
SELECT o.id, o.protocol_version_id, a.municipality_code, 'Rappresentante legale',
    CASE WHEN a.act_kind LIKE 'commissioner%' THEN 'Commissario straordinario' ELSE 'Sindaco' END, 'Atto n. ' || a.act_number || ' del ' || to_char(a.act_date, 'DD/MM/YYYY'), 'digital', s.happened_on
FROM open o, adhesions a JOIN adhesion_steps s ON s.adhesion_id = a.id AND s.action = 'signature'
