package seed

import (
	"cmp"
	"context"
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strings"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Edition of the reference data: raise it with every change to the files below data/, or installations will not see the change.
const Edition = "2026.3"

//go:embed data/*.csv data/templates/*.docx data/templates/protocol.txt
var files embed.FS

// Reference brings the reference data to this Edition: territory, vocabularies, the catalogues as drafts. Rows people wrote to are left
// alone, the others follow the edition; nothing is ever removed. With the edition in place it costs one small query.
func Reference(ctx context.Context, d *db.DB) error { return reference(ctx, d, Edition, files) }

func reference(ctx context.Context, d *db.DB, edition string, from fs.FS) error {
	return run(authz.With(ctx, author), d, "reference", edition, func(ctx context.Context) error {
		for _, t := range tables {
			if err := t.load(ctx, d, edition, from); err != nil {
				return fmt.Errorf("seed %s: %w", t.name, err)
			}
		}
		if err := loadZones(ctx, d, from); err != nil {
			return err
		}
		if err := loadTemplates(ctx, d, from); err != nil {
			return err
		}
		return loadProtocol(ctx, d, edition, from)
	})
}

// table is a list of data/NAME.csv whose header names columns of the table NAME.
type table struct {
	name      string
	key       string // what a row is known by, as ON CONFLICT wants it
	ordered   bool   // has a position: that in the file
	versioned bool   // has version and updated_at
	reviewed  bool   // has state and changed_by: begins as a draft of the seed
	except    string // rows r that the database has under another key
}

// In the order in which they refer to each other.
var tables = []table{
	{name: "municipalities", key: "(istat_code)", versioned: true, except: "EXISTS (SELECT FROM municipalities WHERE former_codes @> ARRAY[r.istat_code])"},
	{name: "risk_areas", key: "(code)", ordered: true},
	{name: "processes", key: "(code)", ordered: true},
	{name: "enabling_factors", key: "(code)", ordered: true},
	{name: "measure_types", key: "(code)", ordered: true},
	{name: "measures", key: "(code)", ordered: true, versioned: true},
	{name: "situations", key: "(code)", ordered: true},
	{name: "training_topics", key: "(code)", ordered: true},
	{name: "risks", key: "(code) WHERE code <> ''", versioned: true, reviewed: true},
	{name: "behaviours", key: "(code)", versioned: true, reviewed: true},
	{name: "milestones", key: "(code) WHERE code <> ''", versioned: true},
	{name: "deadlines", key: "(code, year)", versioned: true},
	{name: "templates", key: "(code)", ordered: true, versioned: true},
}

// load inserts what is missing and updates what differs and nobody edited.
func (t table) load(ctx context.Context, d *db.DB, edition string, from fs.FS) error {
	columns, rows, err := read(from, t.name)
	if err != nil {
		return err
	}
	if t.ordered {
		columns = append(columns, "position")
		for i, row := range rows {
			row["position"] = i + 1
		}
	}
	extra, values, bump := "", "", ""
	if t.reviewed {
		extra, values = ", state, changed_by", ", 'draft', 'system:seed'"
	}
	if t.versioned {
		bump = ", version = t.version + 1, updated_at = now()"
	}
	list := func(prefix string) string { return prefix + strings.Join(columns, ", "+prefix) }
	_, err = d.Exec(ctx, "INSERT INTO "+t.name+" AS t ("+list("")+", edition, edited"+extra+")"+
		" SELECT "+list("r.")+", $2, false"+values+" FROM jsonb_populate_recordset(NULL::"+t.name+", $1) r WHERE NOT ("+cmp.Or(t.except, "false")+")"+
		" ON CONFLICT "+t.key+" DO UPDATE SET ("+list("")+", edition) = ROW ("+list("excluded.")+", excluded.edition)"+bump+
		" WHERE NOT t.edited AND ("+list("t.")+") IS DISTINCT FROM ("+list("excluded.")+")", rows, edition)
	return err
}

// lists are the columns with several values, divided by bars.
var lists = map[string]bool{"aliases": true, "areas": true, "contexts": true, "enabling_factors": true, "measures": true, "municipalities": true, "risks": true}

// optional are the columns that hold nothing where the cell is empty.
var optional = map[string]bool{"ends_on": true, "act_date": true, "legal_date": true}

// row is a line of a file, as JSON for the database: text, which it converts, or a list of texts.
type row = map[string]any

func read(from fs.FS, name string) (columns []string, rows []row, err error) {
	f, err := from.Open("data/" + name + ".csv")
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	columns = lines[0]
	for _, line := range lines[1:] {
		r := row{}
		for i, v := range line {
			switch {
			case v == "" && optional[columns[i]]:
				r[columns[i]] = nil
			case !lists[columns[i]]:
				r[columns[i]] = v
			case v == "":
				r[columns[i]] = []string{}
			default:
				r[columns[i]] = strings.Split(v, "|")
			}
		}
		rows = append(rows, r)
	}
	return columns, rows, nil
}
