package v1_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comunita/api/httpx"
	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/platform/paper"
	"comunita/internal/seed"
	"comunita/internal/testkit"
)

// aTemplate is a DOCX with these paragraphs.
func aTemplate(t testing.TB, paragraphs ...string) []byte {
	t.Helper()
	body := ""
	for _, p := range paragraphs {
		body += `<w:p><w:r><w:t xml:space="preserve">` + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(p) + `</w:t></w:r></w:p>`
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// part is one part of a DOCX or ODT.
func part(t testing.TB, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("%v: %.80q", err, file)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var protocolNeeds = []string{"{{ente}} e {{rete}}", "in qualità di {{rappresentante_qualita}}"}

const versions = "/templates/protocol/versions"

func seeded(t *testing.T, change ...func(*server.Options)) *testkit.App {
	t.Helper()
	app := testkit.New(t, change...)
	if err := seed.Reference(t.Context(), app.DB); err != nil {
		t.Fatal(err)
	}
	return app
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	type key = v1.TemplateVersion
	t.Run("a fresh installation has five, published", func(t *testing.T) {
		t.Parallel()
		app := seeded(t)
		referent := app.As(t, authz.Referent, testkit.Milazzo)
		all := testkit.JSON[page.Of[v1.Template]](referent.Get(t, "/templates").Want(http.StatusOK))
		var codes []string
		for _, x := range all.Items {
			codes = append(codes, x.Code)
			if x.Current == nil || x.Current.Number != 1 || x.Current.State != "published" || !x.Current.Builtin || len(x.Actions)+len(x.Current.Actions) != 0 || !slices.Equal(x.Formats, []string{"docx"}) {
				t.Errorf("%s: %+v", x.Code, x.Current)
			}
			offered := map[string]bool{}
			for _, p := range x.Placeholders {
				offered[p.Name] = true
				if p.Required && !slices.Contains(x.Current.Placeholders, p.Name) {
					t.Errorf("%s lacks %s", x.Code, p.Name)
				}
			}
			for _, p := range x.Current.Placeholders {
				if !offered[p] {
					t.Errorf("%s may not ask for %s", x.Code, p)
				}
			}
		}
		if !slices.Equal(codes, []string{"giunta_resolution", "mayor_decree", "commissioner_act", "protocol", "referent_designation"}) {
			t.Error(codes)
		}
		one := referent.Get(t, "/templates/protocol").Want(http.StatusOK)
		referent.Get(t, "/templates/protocol", "If-None-Match", one.ETag()).Want(http.StatusNotModified)
		referent.Get(t, "/templates/altro").Refused(http.StatusNotFound, "template-not-found")
		referent.Get(t, "/templates/altro/versions").Refused(http.StatusNotFound, "template-not-found")
		referent.Get(t, versions+"/9").Refused(http.StatusNotFound, "template-version-not-found")
		referent.Get(t, versions+"/9/content").Refused(http.StatusNotFound, "template-version-not-found")
		app.As(t, authz.Observer).Get(t, "/templates").Refused(http.StatusForbidden, "missing-permission")
		app.Anonymous().Get(t, "/templates").Refused(http.StatusUnauthorized, "login-required")
	})

	t.Run("uploaded, previewed, published", func(t *testing.T) {
		t.Parallel()
		app := seeded(t)
		office := app.As(t, authz.Secretariat)
		file := aTemplate(t, append(protocolNeeds, "Nuovo testo di {{comune}}")...)
		made := office.Upload(t, versions+"?note=Testo%20nuovo", docx, file).Want(http.StatusCreated)
		v := testkit.JSON[key](made)
		if v.Number != 2 || v.State != "draft" || v.Note != "Testo nuovo" || made.Header.Get("Location") != httpx.Base+versions+"/2" || strings.Join(v.Actions, " ") != "publication archive" ||
			strings.Join(v.Placeholders, " ") != "comune ente rappresentante_qualita rete" {
			t.Errorf("%+v, Location %s", v, made.Header.Get("Location"))
		}
		if n := stored(t, app); n != 0 {
			t.Errorf("%d files left in the store", n)
		}
		office.Upload(t, versions, docx, file).Refused(http.StatusConflict, "template-duplicate")

		if got := office.Get(t, versions+"/2/content?original=true").Want(http.StatusOK); !bytes.Equal(got.Body, file) || !strings.Contains(got.Header.Get("Content-Disposition"), "protocollo-intesa-modello-v2.docx") {
			t.Errorf("%s", got.Header.Get("Content-Disposition"))
		}
		sample := part(t, office.Get(t, versions+"/2/content").Want(http.StatusOK).Body, "word/document.xml")
		malfa := part(t, office.Get(t, versions+"/2/content?municipality="+testkit.Malfa+"&format=docx").Want(http.StatusOK).Body, "word/document.xml")
		if !strings.Contains(sample, "Nuovo testo di Esempio") || !strings.Contains(malfa, "Comune di Malfa e Ente") || !strings.Contains(malfa, "in qualità di ______") {
			t.Errorf("%s\n%s", sample, malfa)
		}
		office.Get(t, versions+"/2/content?format=pdf").Refused(http.StatusServiceUnavailable, "converter-missing")
		office.Get(t, versions+"/2/content?format=rtf").Refused(http.StatusBadRequest, "malformed", "format")
		app.As(t, authz.Referent, testkit.Milazzo).Get(t, versions+"/2/content?municipality="+testkit.Malfa).Refused(http.StatusNotFound, "municipality-not-found")

		publication := versions + "/2/publication"
		office.Post(t, publication, nil).Refused(http.StatusPreconditionRequired, "if-match-required")
		office.Post(t, publication, nil, "If-Match", `"9"`).Refused(http.StatusPreconditionFailed, "stale-version")
		if now := testkit.JSON[v1.Template](office.Get(t, "/templates/protocol").Want(http.StatusOK)); now.Current == nil || now.Current.Number != 1 {
			t.Errorf("after a stale publication %+v is in use", now.Current)
		}
		done := office.Post(t, publication, nil, "If-Match", made.ETag()).Want(http.StatusOK)
		if v := testkit.JSON[key](done); v.State != "published" || v.PublishedAt == nil || len(v.Actions) != 0 {
			t.Errorf("%+v", v)
		}
		if first := testkit.JSON[key](office.Get(t, versions+"/1").Want(http.StatusOK)); first.State != "superseded" {
			t.Errorf("%+v", first)
		}
		office.Post(t, publication, nil, "If-Match", done.ETag()).Refused(http.StatusConflict, "template-not-draft")
		office.Delete(t, versions+"/2", "If-Match", done.ETag()).Refused(http.StatusConflict, "template-not-draft")
		draft := app.As(t, authz.Referent, testkit.Malfa).Get(t, "/municipalities/"+testkit.Malfa+"/drafts/protocol").Want(http.StatusOK)
		if !strings.Contains(part(t, draft.Body, "word/document.xml"), "Nuovo testo di Malfa") {
			t.Error("the draft is not made of the published version")
		}
		if found := testkit.JSON[page.Of[key]](office.Get(t, versions).Want(http.StatusOK)); found.Total != 2 || found.Items[0].Number != 2 {
			t.Errorf("%+v", found)
		}
		if err := seed.Reference(t.Context(), app.DB); err != nil {
			t.Error(err)
		}
	})

	t.Run("a draft taken away", func(t *testing.T) {
		t.Parallel()
		app := seeded(t)
		office := app.As(t, authz.Secretariat)
		file := aTemplate(t, protocolNeeds...)
		made := office.Upload(t, versions, docx, file).Want(http.StatusCreated)
		office.Delete(t, versions+"/2?reason=Mario%20Rossi%20ha%20sbagliato", "If-Match", made.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "reason")
		office.Delete(t, versions+"/2?reason=Errore", "If-Match", made.ETag()).Want(http.StatusNoContent)
		gone := office.Get(t, versions+"/2").Want(http.StatusOK)
		office.Post(t, versions+"/2/publication", nil, "If-Match", gone.ETag()).Refused(http.StatusConflict, "template-version-archived")
		if again := testkit.JSON[key](office.Upload(t, versions, docx, file).Want(http.StatusCreated)); again.Number != 3 {
			t.Errorf("number %d", again.Number)
		}
	})

	t.Run("refused by name", func(t *testing.T) {
		t.Parallel()
		app := seeded(t)
		office := app.As(t, authz.Secretariat)
		bad := office.Upload(t, versions, docx, aTemplate(t, "{{rete}} e {{entee}}", "firma {{referente_nome}}", "zona {{zona aperta", "chiusa}} e {{Nome}}"))
		bad.Refused(http.StatusUnprocessableEntity, "template-placeholders", "/placeholders/ente", "/placeholders/rappresentante_qualita", "/placeholders/entee", "/placeholders/referente_nome",
			"/text/0", "/text/1", "/text/2")
		for _, want := range []string{`"missing"`, `"unknown"`, `"not-here"`, `"unclosed"`, `"unopened"`, `"name"`, "{{entee}} non è tra i segnaposto disponibili: forse {{ente}}?",
			"manca }} dopo «zona {{zona aperta»", "Manca {{ente}}: Il comune"} {
			if !strings.Contains(string(bad.Body), want) {
				t.Errorf("no %s in %s", want, bad.Body)
			}
		}
		office.Upload(t, versions, docx, []byte("MZ this is a program")).Refused(http.StatusUnprocessableEntity, "template-file", "/file")
		office.Upload(t, versions, docx, make([]byte, paper.MaxSize+1)).Refused(http.StatusRequestEntityTooLarge, "too-large", "/file")
		office.Upload(t, versions, pdf, aPDF("x")).Refused(http.StatusUnsupportedMediaType, "content-type")
		office.Upload(t, versions+"?note=chiamare%20Mario%20Rossi", docx, aTemplate(t, protocolNeeds...)).Refused(http.StatusUnprocessableEntity, "validation", "note")
		office.Upload(t, "/templates/altro/versions", docx, aTemplate(t, protocolNeeds...)).Refused(http.StatusNotFound, "template-not-found")
		app.As(t, authz.RPCT, testkit.Milazzo).Upload(t, versions, docx, aTemplate(t, protocolNeeds...)).Refused(http.StatusForbidden, "missing-permission")
		if n := stored(t, app); n != 0 {
			t.Errorf("%d files left in the store", n)
		}
	})

	t.Run("a newer built-in one does not push aside what people published", func(t *testing.T) {
		t.Parallel()
		app := seeded(t)
		app.Exec(t, `UPDATE template_versions SET sha256 = repeat('0', 64) WHERE number = 1`) // as if the program had brought others
		app.Exec(t, `UPDATE template_versions SET builtin = false WHERE template_code = 'protocol'`)
		app.Exec(t, `UPDATE seeds SET edition = '2000.1'`)
		if err := seed.Reference(t.Context(), app.DB); err != nil {
			t.Fatal(err)
		}
		office := app.As(t, authz.Secretariat)
		for code, want := range map[string]string{"protocol": "published draft", "mayor_decree": "superseded published"} {
			got := []string{}
			for n := range 2 {
				got = append(got, testkit.JSON[key](office.Get(t, fmt.Sprintf("/templates/%s/versions/%d", code, n+1)).Want(http.StatusOK)).State)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %v", code, got)
			}
		}
	})
}

// staffed makes a municipality of an awkward name, with those who serve in it.
func staffed(t testing.TB, app *testkit.App, name string) {
	t.Helper()
	app.Exec(t, `UPDATE municipalities SET name = $1 WHERE istat_code = $2`, name, testkit.Malfa)
	for i, p := range []struct{ role, given, family, qualification, kind string }{
		{"rpct", "Anna", "Greco", "Segretaria comunale", "Decreto del sindaco"}, {"referent", "Rosa", "D'Amico", "Istruttrice & archivista", ""}, {"substitute", "Ugo", "Foti", "Messo", ""},
	} {
		role, substitute := p.role, p.role == "substitute"
		if substitute {
			role = "referent"
		}
		app.Exec(t, `WITH x AS (INSERT INTO people (given_name, family_name, qualification, office_email, office_phone) VALUES ($1, $2, $3, $4, '090 1') RETURNING id)
			INSERT INTO mandates (person_id, role, municipality_code, substitute, act_kind, act_number, act_date, valid_from)
			SELECT id, $5, $6, $7, $8, '12', '2025-12-20', '2026-01-01' FROM x`, p.given, p.family, p.qualification, fmt.Sprintf("ufficio%d@example.org", i), role, testkit.Malfa, substitute, p.kind)
	}
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	app := seeded(t)
	staffed(t, app, "Forza d'Agrò")
	mine, base := app.As(t, authz.Referent, testkit.Malfa), "/municipalities/"+testkit.Malfa+"/drafts"
	all := testkit.JSON[page.Of[v1.MunicipalityDraft]](mine.Get(t, base).Want(http.StatusOK))
	if all.Total != 5 {
		t.Fatalf("%+v", all)
	}
	for _, d := range all.Items {
		blanks := map[string]string{}
		for _, b := range d.Blanks {
			blanks[b.Name] = b.Where
		}
		if blanks["ente"] != "" || blanks["zona"] != "" || blanks["referente_nome"] != "" || d.Code == "giunta_resolution" && !strings.Contains(blanks["atto_numero"], "adesione") {
			t.Errorf("%s: %v", d.Code, blanks)
		}
	}
	got := mine.Get(t, base+"/giunta_resolution").Want(http.StatusOK)
	if at := got.Header.Get("Content-Disposition"); !strings.Contains(at, `filename="delibera-giunta-forza-d-agro.docx"`) || got.Header.Get("Content-Type") != docx {
		t.Error(at)
	}
	text := part(t, got.Body, "word/document.xml")
	for _, want := range []string{"Comune di Forza d&apos;Agrò", "Isole Eolie", "Segretaria comunale", "decreto del sindaco n. 12 del 20/12/2025", "______"} {
		if !strings.Contains(strings.ReplaceAll(text, "&#39;", "&apos;"), want) && !strings.Contains(text, strings.ReplaceAll(want, "&apos;", "'")) {
			t.Errorf("no %s", want)
		}
	}
	for _, name := range []string{"Greco", "D'Amico", "Foti"} {
		if strings.Contains(text, name) {
			t.Errorf("the resolution names %s", name)
		}
	}
	app.Exec(t, `WITH x AS (INSERT INTO people (given_name, family_name, office_email) VALUES ('Pia', 'Sala', 'pia@example.org') RETURNING id)
		INSERT INTO mandates (person_id, role, municipality_code, arrangement, replaces, act_kind, act_number, act_date, valid_from)
		SELECT id, 'commissioner', $1, 'extraordinary', '{giunta,mayor}', 'Decreto assessoriale', '7', '2026-01-05', '2026-01-10' FROM x`, testkit.Malfa)
	act := part(t, mine.Get(t, base+"/commissioner_act").Want(http.StatusOK).Body, "word/document.xml")
	if !strings.Contains(act, "con i poteri del Sindaco e della Giunta comunale") || !strings.Contains(act, "decreto assessoriale n. 7 del 05/01/2026") || strings.Contains(act, "Sala") {
		t.Error("the act of the commissioner does not say by which act and with which powers")
	}
	app.Exec(t, `UPDATE municipalities SET former_codes = ARRAY['083999'] WHERE istat_code = $1`, testkit.Malfa)
	mine.Get(t, "/municipalities/083999/drafts/protocol").Want(http.StatusOK)
	mine.Get(t, base+"/altro").Refused(http.StatusNotFound, "template-version-not-found")
	mine.Get(t, base+"/protocol?format=pdf").Refused(http.StatusServiceUnavailable, "converter-missing")
	other := app.As(t, authz.RPCT, testkit.Milazzo)
	other.Get(t, base).Refused(http.StatusNotFound, "municipality-not-found")
	other.Get(t, base+"/protocol").Refused(http.StatusNotFound, "municipality-not-found")
	other.Get(t, "/municipalities/083998/drafts").Refused(http.StatusNotFound, "municipality-not-found")
	app.Anonymous().Get(t, base).Refused(http.StatusUnauthorized, "login-required")
	app.As(t, authz.Secretariat).Get(t, base).Want(http.StatusOK)
}

// Every built-in act, as DOCX and as ODT, opens in LibreOffice and says what it should, of municipalities with awkward names.
func TestActsOpenInLibreOffice(t *testing.T) {
	t.Parallel()
	convert := paper.NewConverter("", filepath.Join(t.TempDir(), "paper"))
	if len(convert.Formats()) == 1 {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is missing: .ci/setup paper")
		}
		t.Skip("no LibreOffice here: .ci/setup paper")
	}
	names := []string{"Forza d'Agrò", "Sant'Agata di Militello", "Rossi & Figli <b>"}
	app := seeded(t, func(o *server.Options) { o.Paper = convert })
	staffed(t, app, names[0])
	mine, base := app.As(t, authz.Referent, testkit.Malfa), "/municipalities/"+testkit.Malfa+"/drafts"
	wants := map[string][]string{
		"giunta_resolution":    {"Isole Eolie", "OGGETTO", "di autorizzare", "art. 12, comma 2", "n. ______ del ______", "Attestazione di esecutività"},
		"mayor_decree":         {"Isole Eolie", "OGGETTO", "art. 13 della L.R. 26 agosto 1992", "Rosa D'Amico", "Istruttrice & archivista"},
		"commissioner_act":     {"Isole Eolie", "OGGETTO", "Commissario straordinario", "______"},
		"protocol":             {"Isole Eolie", "Art. 18", "a pena di nullità", "in qualità di ______"},
		"referent_designation": {"Isole Eolie", "Rosa D'Amico", "Ugo Foti", "ufficio1@example.org", "Regolamento (UE) 2016/679", "______ ore al mese"},
	}
	i := 0
	for code, want := range wants {
		i++
		name := names[i%len(names)]
		app.Exec(t, `UPDATE municipalities SET name = $1 WHERE istat_code = $2`, name, testkit.Malfa)
		pdf := mine.Get(t, base+"/"+code+"?format=pdf").Want(http.StatusOK).Body
		odt := mine.Get(t, base+"/"+code+"?format=odt").Want(http.StatusOK).Body
		for kind, text := range map[string]string{"DOCX": readPDF(t, pdf), "ODT": readPDF(t, toPDF(t, odt))} {
			for _, w := range append(want, "Comune di "+name) {
				if !strings.Contains(text, w) && !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
					t.Errorf("%s as %s of %s: no %q in\n%s", code, kind, name, w, text)
				}
			}
			if strings.Contains(text, "{{") || strings.Contains(text, "}}") {
				t.Errorf("%s as %s: a placeholder is left", code, kind)
			}
		}
	}
}

// toPDF opens an ODT in LibreOffice.
func toPDF(t testing.TB, odt []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.odt"), odt, 0o600); err != nil {
		t.Fatal(err)
	}
	profile := filepath.Join(os.TempDir(), fmt.Sprintf("profile-of-acts-%d", os.Getpid()))
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	said, err := exec.CommandContext(context.Background(), "soffice", "-env:UserInstallation=file://"+profile, "--headless", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "x.odt")).CombinedOutput()
	if err != nil {
		t.Fatal(err, string(said))
	}
	out, err := os.ReadFile(filepath.Join(dir, "x.pdf"))
	if err != nil {
		t.Fatal(err, string(said))
	}
	return out
}

// readPDF is the text of a PDF, on one line, hyphens at the ends of lines taken back.
func readPDF(t testing.TB, pdf []byte) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(out), "’", "'")), " ")
}
