-- +goose Up
-- Dissesto (art. 244 TUEL) and multi-year rebalancing (riequilibrio, art. 243-bis TUEL), since when and by which act; unknown until somebody says.
ALTER TABLE municipalities
    ADD COLUMN financial_distress text NOT NULL DEFAULT 'unknown' CHECK (financial_distress IN ('unknown', 'none', 'dissesto', 'riequilibrio')),
    ADD COLUMN financial_distress_since date,
    ADD COLUMN financial_distress_act text NOT NULL DEFAULT '' CHECK (char_length(financial_distress_act) <= 200),
    ADD CONSTRAINT municipalities_distress CHECK ((financial_distress_since IS NOT NULL) = (financial_distress IN ('dissesto', 'riequilibrio')));
-- +goose Down
ALTER TABLE municipalities DROP COLUMN financial_distress, DROP COLUMN financial_distress_since, DROP COLUMN financial_distress_act;
