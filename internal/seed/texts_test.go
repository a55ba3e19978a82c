package seed

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/evaluation"
	"comunita/internal/platform/authz"
	"comunita/internal/testkit"
)

// Every row that people may edit is sent back as it came: lengths, codes and rules are those of the API.
func TestTheAPIAcceptsEveryRow(t *testing.T) {
	app := testkit.New(t)
	demo(t, app.DB)
	secretariat := app.As(t, authz.Secretariat)
	for path, edit := range map[string]func() any{
		"/municipalities": func() any { return new(v1.MunicipalityEdit) }, "/zone-sets": func() any { return new(v1.ZoneSetEdit) },
		"/zones": func() any { return new(v1.ZoneEdit) }, "/referents": func() any { return new(v1.ReferentEdit) },
		"/mandates": func() any { return new(v1.MandateEdit) }, "/risks": func() any { return new(v1.RiskEdit) },
		"/behaviours": func() any { return new(v1.BehaviourEdit) }, "/training-needs": func() any { return new(v1.TrainingNeedEdit) },
		"/project-groups": func() any { return new(v1.ProjectGroupEdit) }, "/project-members": func() any { return new(v1.ProjectMemberEdit) },
		"/milestones": func() any { return new(v1.MilestoneEdit) }, "/evaluations": func() any { return new(v1.EvaluationEdit) },
		"/plan-confirmations": func() any { return new(v1.PlanConfirmationEdit) },
	} {
		t.Run(path, func(t *testing.T) {
			seen := 0
			for query := "?limit=200"; query != ""; {
				page := testkit.JSON[struct {
					Items      []json.RawMessage `json:"items"`
					NextCursor string            `json:"next_cursor"`
				}](secretariat.Get(t, path+query).Want(http.StatusOK))
				for _, raw := range page.Items {
					var row struct {
						ID      int64    `json:"id"`
						Version int64    `json:"version"`
						Istat   string   `json:"istat_code"` // addresses a municipality
						Actions []string `json:"actions"`
					}
					body := edit()
					if err := json.Unmarshal(raw, &row); err != nil {
						t.Fatal(err)
					}
					if err := json.Unmarshal(raw, body); err != nil {
						t.Fatal(err)
					}
					if !slices.Contains(row.Actions, "edit") { // a validated entry
						continue
					}
					seen++
					secretariat.Put(t, path+"/"+cmp.Or(row.Istat, strconv.FormatInt(row.ID, 10)), body, "If-Match", fmt.Sprintf(`"v%d-"`, row.Version)).Want(http.StatusOK)
				}
				if query = ""; page.NextCursor != "" {
					query = "?limit=200&cursor=" + page.NextCursor
				}
			}
			if seen < 9 {
				t.Errorf("%d rows could be edited", seen)
			}
		})
	}
}

// The suggestions of the demo, worked out in SQL, are those of the assistant; and who differs said why.
func TestDemoEvaluationsAreTheAssistants(t *testing.T) {
	app := testkit.New(t)
	demo(t, app.DB)
	rows, err := app.DB.SQL().Query(`SELECT array_to_string(ARRAY(SELECT v ->> 'value' FROM jsonb_each(indicators) i(k, v) WHERE k LIKE 'Q%' ORDER BY k), ''), suggested, level, char_length(deviation)
		FROM evaluations WHERE state = 'confirmed' AND method = 'pna2019'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	levels := map[int]int{}
	for rows.Next() {
		var q string
		var suggested, level, deviation int
		if err := rows.Scan(&q, &suggested, &level, &deviation); err != nil {
			t.Fatal(err)
		}
		var values [6]int
		for i := range values {
			values[i] = int(q[i] - '0')
		}
		if s := evaluation.Suggest(values); int(s.Level) != suggested || level != suggested && deviation < evaluation.ShortestDeviation {
			t.Errorf("%s: suggested %d, want %d; level %d, %d characters why", q, suggested, s.Level, level, deviation)
		}
		levels[level]++
	}
	if err := rows.Err(); err != nil || levels[1] < 20 || levels[2] < 50 || levels[3] < 20 {
		t.Errorf("levels %v, err %v", levels, err)
	}
}
