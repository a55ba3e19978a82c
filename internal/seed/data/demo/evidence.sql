-- One measure of Milazzo is done, with the paper that shows it; and Milazzo is willing to tell how.
WITH paper AS (SELECT id FROM documents WHERE municipality_code = '083049' AND kind = 'other' AND archived_at IS NULL ORDER BY id LIMIT 1),
done AS (
    UPDATE measure_adoptions SET status = 'implemented', tells_at = timestamptz '2026-10-05 09:30+02', current_value = '100%', reason = '', version = version + 1, updated_at = now()
    WHERE municipality_code = '083049' AND measure_code = 'M28' AND archived_at IS NULL AND EXISTS (SELECT FROM paper) RETURNING id)
UPDATE measure_phases p SET done_on = date '2026-06-30', due_on = coalesce(p.due_on, date '2026-06-30'), document_id = paper.id FROM done, paper WHERE p.adoption_id = done.id AND p.position = 1;
