package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"comunita/internal/platform/authz"
	"comunita/internal/seed"
	"comunita/internal/testkit"
)

// shell runs the secretariat's scripts against a server on loopback.
type shell struct {
	dir, url, token string
}

// run gives what a script wrote and its exit code.
func (s shell) run(t *testing.T, in, command string, env ...string) (out, said string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", command)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), append([]string{"COMUNITA_URL=" + s.url, "COMUNITA_TOKEN=" + s.token}, env...)...)
	cmd.Stdin = strings.NewReader(in)
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	_ = cmd.Run() // the exit code tells
	if cmd.ProcessState == nil {
		t.Fatalf("%s did not start", command)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}

func TestCurlScripts(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the scripts need %s: `make setup` installs it", tool)
		}
	}
	app, _ := testkit.NewReal(t)
	if err := seed.Reference(t.Context(), app.DB); err != nil {
		t.Fatal(err)
	}
	app.Account(t, "segreteria@example.org", authz.Secretariat, "")
	app.Account(t, "referente@example.org", authz.Referent, "083049")
	app.Account(t, "coordinatore@example.org", authz.Observer, "")
	app.Exec(t, `UPDATE mandates SET role = 'coordinator', zone_id = (SELECT min(id) FROM zones)
		WHERE person_id = (SELECT person_id FROM accounts WHERE email = 'coordinatore@example.org')`)
	web := httptest.NewServer(app)
	t.Cleanup(web.Close)
	s := shell{filepath.Join(testkit.Root(), "docs/curl"), web.URL, ""}
	credentials := func(email string) []string {
		return []string{"COMUNITA_EMAIL=" + email, "COMUNITA_PASSWORD=" + testkit.Password}
	}
	token := func(email, scopes string) string {
		t.Helper()
		out, said, code := s.run(t, "", "./token.sh "+scopes, append(credentials(email), "COMUNITA_GIORNI=7")...)
		if code != 0 || !strings.HasPrefix(out, "cdp_pat_") {
			t.Fatalf("token of %s: %d %s", email, code, said)
		}
		return strings.TrimSpace(out)
	}
	works := func(t *testing.T, in, command string, want ...string) string {
		t.Helper()
		out, said, code := s.run(t, in, command)
		for _, w := range want {
			if !strings.Contains(out+said, w) {
				t.Errorf("%s: no %q in %s%s", command, w, out, said)
			}
		}
		if code != 0 {
			t.Errorf("%s: exit %d, %s", command, code, said)
		}
		return out
	}
	refused := func(t *testing.T, in, command string, want int, why string, env ...string) {
		t.Helper()
		out, said, code := s.run(t, in, command, env...)
		if code != want || !strings.Contains(said+out, why) {
			t.Errorf("%s: exit %d, %s%s; want %d, %q", command, code, out, said, want, why)
		}
	}

	refused(t, "", "./token.sh", 1, "password", "COMUNITA_EMAIL=segreteria@example.org", "COMUNITA_PASSWORD=sbagliata")
	refused(t, "", "./token.sh nulla:read", 1, "scopes", credentials("segreteria@example.org")...)
	refused(t, "", "./token.sh --sistema", 2, "COMUNITA_CLIENT_ID")
	refused(t, "", "./token.sh", 2, "COMUNITA_GIORNI", "COMUNITA_GIORNI=molti")
	for _, script := range []string{
		"chi-manca.sh rischi", "chi-manca.sh rpct", "rischi-area.sh B", "fabbisogno.sh chiave", "carica-documento.sh 083049 act README.md",
		"storia.sh risks 1", "esporta-rete.sh " + filepath.Join(t.TempDir(), "rete"), "importa-comuni.sh comuni.csv",
		"adesioni.sh", "solleciti.sh", "zone.sh", "nuovo-anno.sh 083049 2027", "registro.sh 083049 csv", "misure-incomplete.sh 083049",
		"scadenze.sh small", "monitoraggio.sh 2026",
	} {
		name, _, _ := strings.Cut(script, " ")
		works(t, "", "./"+name+" --help", "./"+name)
		if name == "importa-comuni.sh" {
			continue // needs a file: below
		}
		_, said, code := s.run(t, "{}", "./"+script, "COMUNITA_TOKEN=cdp_pat_falso")
		if code != 1 || !strings.HasPrefix(said, "Occorre accedere: ") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s with a wrong token: exit %d, %s", script, code, said)
		}
	}
	refused(t, "", "./chi-manca.sh rischi", 1, "non risponde", "COMUNITA_URL=http://127.0.0.1:1")

	referent := token("referente@example.org", "training-need:write training-need:read local-risk:write risk:read adhesion:write history:read")
	reader := token("segreteria@example.org", "")
	writer := token("segreteria@example.org", "municipality:admin")
	coordinator := token("coordinatore@example.org", "")
	narrow := token("segreteria@example.org", "risk:read")

	var open, soon int
	err := app.DB.SQL().QueryRow(`SELECT (SELECT count(*) FROM sessions WHERE revoked_at IS NULL),
		(SELECT count(*) FROM personal_tokens WHERE expires_at BETWEEN now() + interval '6 days' AND now() + interval '8 days')`).Scan(&open, &soon)
	if err != nil || open != 0 || soon != 5 {
		t.Errorf("%d sessions left open, %d tokens that expire in a week, %v", open, soon, err)
	}

	t.Run("a need is registered once", func(t *testing.T) {
		s.token = referent
		need := `{"municipality":"083049","year":2026,"topic":"TF07","description":"Proroghe","level":"specific","reason":"new_rules","audience":"RUP","persons":3,"current_level":2,"desired_level":3,"priority":"low","motivation":"","mode":"webinar"}`
		first := works(t, need, "./fabbisogno.sh chiave-1", "083049\t2026\tTF07")
		if again := works(t, need, "./fabbisogno.sh chiave-1"); again != first {
			t.Errorf("%q, then %q", first, again)
		}
		refused(t, strings.Replace(need, "2026", "2027", 1), "./fabbisogno.sh chiave-1", 1, "già servita")
		refused(t, strings.Replace(need, `"webinar"`, `"pigeon"`, 1), "./fabbisogno.sh chiave-2", 1, "/mode")
		refused(t, "{", "./fabbisogno.sh chiave-3", 1, "JSON")
		refused(t, "", "./fabbisogno.sh", 2, "CHIAVE")
		works(t, "", "./storia.sh training-needs "+strings.Split(first, "\t")[0], "Utente", "training-needs-create", "topic_code:  → TF07")
		refused(t, "", "./storia.sh training-needs 999999", 1, "Non trov")
		refused(t, "", "./storia.sh ../me 1", 2, "RISORSA")
	})

	t.Run("a document is uploaded once", func(t *testing.T) {
		s.token = referent
		act := filepath.Join(testkit.Root(), "internal/seed/data/demo/files/083049-act-delibera-di-adesione.pdf")
		first := works(t, "", "./carica-documento.sh 083049 act "+act, "signed\tLucia Esempio")
		if again := works(t, "", "./carica-documento.sh 083049 act "+act); again != first {
			t.Errorf("%q, then %q", first, again)
		}
		refused(t, "", "./carica-documento.sh 083049 act README.md", 1, "PDF, P7M e P7S")
		refused(t, "", "./carica-documento.sh 083043 act "+act, 1, "municipality")
		refused(t, "", "./carica-documento.sh 083049 act nessuno.pdf", 2, "non si legge")
	})

	t.Run("measures that lack an attribute", func(t *testing.T) {
		s.token = reader
		app.Exec(t, `INSERT INTO measure_adoptions (municipality_code, measure_code, title, type_code, scope, responsible, indicator, complete)
			VALUES ('083049', 'M08', 'Elenco pubblico', 'TM02', 'specific', 'RUP', 'aggiornamenti', 2)`)
		works(t, "", "./misure-incomplete.sh 083049", "\t2\tphases,timing,target\tElenco pubblico")
		works(t, "", "./misure-incomplete.sh", "083049\t")
		refused(t, "", "./misure-incomplete.sh Milazzo", 2, "COMUNE")
	})

	t.Run("risks of an area", func(t *testing.T) {
		s.token = reader
		out := works(t, "", "./rischi-area.sh B", "B.01;")
		if strings.Contains(out, "\nA.01") || strings.Count(out, "\n") < 10 {
			t.Errorf("%.300s", out)
		}
		if found := works(t, "", "./rischi-area.sh B 'proroga tecnica'", "B.07;"); strings.Count(found, "\n") >= strings.Count(out, "\n") {
			t.Errorf("the words do not narrow: %s", found)
		}
		works(t, "", "./registro.sh 083049 csv", "Area di rischio;Denominazione dell'area;Processo")
		works(t, "", "./registro.sh 083049 docx 2026 | head -c 2", "PK")
		refused(t, "", "./registro.sh 083049 rtf", 2, "registro.sh 083049")
		refused(t, "", "./rischi-area.sh ZZ", 1, "le aree sono A, B")
		refused(t, "", "./rischi-area.sh b", 2, "rischi-area.sh B")
	})

	t.Run("who is missing, and a reminder to them", func(t *testing.T) {
		s.token = token("segreteria@example.org", "adhesion:read adhesion:admin")
		if out := works(t, "", "./adesioni.sh secretariat", "Milazzo\tnot_contacted"); strings.Count(out, "\n") != 108 {
			t.Errorf("%d municipalities", strings.Count(out, "\n"))
		}
		works(t, "", "./adesioni.sh municipality")
		refused(t, "", "./adesioni.sh sindaco", 2, "adesioni.sh municipality")
		works(t, "", "./solleciti.sh", "lettere 0: prova")
		works(t, "", "./solleciti.sh --applica", "lettere 0: in partenza")
		refused(t, "", "./solleciti.sh --tutto", 2, "solleciti.sh --applica")
		s.token = reader
		refused(t, "", "./solleciti.sh", 1, "adhesion:admin")
	})

	t.Run("what falls due, and how far monitoring has come", func(t *testing.T) {
		s.token = reader
		app.Exec(t, `UPDATE deadlines SET code = 'rasa-prova', year = extract(year FROM today() + 5), effective_date = today() + 5, planned = true WHERE code = 'rasa' AND year = 2027`)
		works(t, "", "./scadenze.sh small", "\tprevista\tConferma annuale del RASA")
		refused(t, "", "./scadenze.sh tutti", 1, "regime")
		refused(t, "", "./scadenze.sh", 2, "scadenze.sh small")
		app.Exec(t, `INSERT INTO monitoring_rounds (municipality_code, year, number, due_on, share_percent) VALUES ('083049', 2026, 1, '2026-12-15', 30)`)
		works(t, "", "./monitoraggio.sh 2026", "083049\t1\topen\t2026-12-15\t0\t0")
		refused(t, "", "./monitoraggio.sh duemila", 1, "year")
		refused(t, "", "./monitoraggio.sh", 2, "monitoraggio.sh 2026")
	})

	t.Run("the zones of a day", func(t *testing.T) {
		s.token = reader
		if out := works(t, "", "./zone.sh", "\t083049\tMilazzo\t", "108 comuni"); strings.Count(out, "\n") != 108 {
			t.Errorf("%d municipalities", strings.Count(out, "\n"))
		}
		if out := works(t, "", "COMUNITA_TOKEN= ./zone.sh"); strings.Count(out, "\n") != 108 {
			t.Errorf("without a token: %d municipalities", strings.Count(out, "\n"))
		}
		refused(t, "", "./zone.sh 2026-13-45", 1, "on: ")
		refused(t, "", "./zone.sh ieri", 2, "zone.sh 2026-12-31")
	})

	t.Run("who has not done it", func(t *testing.T) {
		s.token = reader
		if out := works(t, "", "./chi-manca.sh fabbisogni 2026", "Capri Leone"); strings.Contains(out, "083049") || strings.Count(out, "\n") != 107 {
			t.Errorf("%d municipalities", strings.Count(out, "\n"))
		}
		s.token = token("segreteria@example.org", "plan:write plan:read")
		works(t, "", "./nuovo-anno.sh 083049 2027", "create\t0", "archiviati\t0")
		refused(t, "", "./nuovo-anno.sh 083049 2013", 1, "/year")
		refused(t, "", "./nuovo-anno.sh 083049", 2, "nuovo-anno.sh 083049 2027")
		refused(t, "", "./nuovo-anno.sh 999999 2027", 1, "Non trovo")
		s.token = reader
		works(t, "", "./chi-manca.sh rischi", "083049\tMilazzo")
		works(t, "", "./chi-manca.sh rpct", "083049\tMilazzo")
		if out := works(t, "", "./chi-manca.sh referente"); strings.Contains(out, "Milazzo") || strings.Count(out, "\n") != 107 {
			t.Errorf("%s", out)
		}
		refused(t, "", "./chi-manca.sh fabbisogni", 2, "chi-manca.sh rischi")
		for who, token := range map[string]string{"a referent": referent, "a coordinator": coordinator, "a token without local-risk:read": narrow} {
			s.token = token
			if out, said, code := s.run(t, "", "./chi-manca.sh rischi"); code != 1 || out != "" || !strings.Contains(said, "non può dire chi manca") {
				t.Errorf("%s: exit %d, %s%s", who, code, out, said)
			}
		}
	})

	t.Run("municipalities from a spreadsheet", func(t *testing.T) {
		s.token = writer
		file := filepath.Join(t.TempDir(), "comuni.csv")
		write := func(text string) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		population := func() (n int) {
			_ = app.DB.SQL().QueryRow(`SELECT population FROM municipalities WHERE istat_code = '083049'`).Scan(&n)
			return n
		}
		before := population()
		write("istat_code;population;population_year\n083049;30111;2024\n083048;molti;2024\n")
		refused(t, "", "./importa-comuni.sh "+file, 1, "population")
		refused(t, "", "./importa-comuni.sh "+file+" --applica", 1, "rifiutate 1: non scritto")
		write("istat_code;population;population_year\n083049;30111;2024\n")
		works(t, "", "./importa-comuni.sh "+file, "2\tupdated", "aggiornate 1", "non scritto")
		if got := population(); got != before {
			t.Errorf("a dry run wrote %d", got)
		}
		works(t, "", "./importa-comuni.sh "+file+" --applica", "aggiornate 1", "rifiutate 0: scritto")
		if got := population(); got != 30111 {
			t.Errorf("population %d", got)
		}
		write("pippo;pluto\n1;2\n")
		refused(t, "", "./importa-comuni.sh "+file, 1, "pippo")
		write("istat_code;cadastral_code\n083049;B666\n")
		refused(t, "", "./importa-comuni.sh "+file, 1, "2\tfailed\tEsiste già")
		refused(t, "", "./importa-comuni.sh /dev/null", 2, "xlsx")
		refused(t, "", "./importa-comuni.sh "+file+" --apllica", 2, "--applica")
		refused(t, "", "./importa-comuni.sh "+file, 1, "Occorre accedere", "COMUNITA_TOKEN=cdp_pat_falso")
		sheet := filepath.Join(t.TempDir(), "comuni.xlsx")
		book := excelize.NewFile()
		for i, row := range [][]any{{"istat_code", "population"}, {"083049", 30222}} {
			if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		if err := book.SaveAs(sheet); err != nil {
			t.Fatal(err)
		}
		works(t, "", "./importa-comuni.sh "+sheet+" --applica", "2\tupdated", "rifiutate 0: scritto")
		if got := population(); got != 30222 {
			t.Errorf("population %d", got)
		}
		if err := os.WriteFile(sheet, []byte("non un foglio"), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, "", "./importa-comuni.sh "+sheet, 1, "foglio")
		s.token = reader
		refused(t, "", "./importa-comuni.sh "+file, 1, "municipality:admin")
	})

	t.Run("the whole network", func(t *testing.T) {
		s.token = reader
		dir := filepath.Join(t.TempDir(), "rete")
		works(t, "", "./esporta-rete.sh "+dir, "municipalities: 109 righe")
		if files, _ := filepath.Glob(dir + "/*"); len(files) != 10 {
			t.Errorf("%v", files)
		}
		refused(t, "", "./esporta-rete.sh "+dir, 2, "cartella nuova")
		works(t, "", "COMUNITA_FORMATO=ndjson ./esporta-rete.sh "+dir+"-2", "municipalities: 108 righe")
		if found := works(t, "", "jq -r 'select(.istat_code == \"083049\").name' "+dir+"-2/municipalities.ndjson"); found != "Milazzo\n" {
			t.Errorf("%q", found)
		}
		refused(t, "", "./esporta-rete.sh "+dir+"-3", 2, "ndjson", "COMUNITA_FORMATO=pdf")
	})

	t.Run("a municipal system", func(t *testing.T) {
		var id, secret string
		err := app.DB.Do(authz.With(t.Context(), authz.System("test")), "test", func(ctx context.Context) error {
			c, plain, err := app.Identity.NewClient(ctx, "Gestionale", []string{"risk:read"}, []string{"083049"})
			id, secret = c.ClientID, plain
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		out, said, code := s.run(t, "", "./token.sh --sistema", "COMUNITA_CLIENT_ID="+id, "COMUNITA_CLIENT_SECRET="+secret)
		if code != 0 {
			t.Fatal(said)
		}
		s.token = strings.TrimSpace(out)
		works(t, "", "./rischi-area.sh A", "A.01;")
		refused(t, "", "./chi-manca.sh rischi", 1, "non vede tutta la rete")
		refused(t, "", "./token.sh --sistema", 1, "Credenziali del sistema non valide", "COMUNITA_CLIENT_ID="+id, "COMUNITA_CLIENT_SECRET=sbagliato")
	})
}
