-- What the secretariat has read: the seed wrote it, a person validates it. Never what that person wrote.
WITH b AS (UPDATE behaviours SET state = 'validated', edited = true, version = version + 1, updated_at = now()
    WHERE code IN ('CR01', 'CR04', 'CR05', 'CR06', 'CR12', 'CR17') AND state = 'draft' AND changed_by <> current_setting('app.actor'))
UPDATE risks SET state = 'validated', edited = true, version = version + 1, updated_at = now()
WHERE code IN ('A.02', 'A.03', 'A.07', 'B.02', 'B.04', 'B.07', 'C.01', 'D.01', 'E.01', 'F.02', 'I.06', 'L.02', 'P.01', 'Q.01')
    AND state = 'draft' AND changed_by <> current_setting('app.actor')
