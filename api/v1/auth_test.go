package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

const who = "referente.milazzo@example.org"

func real(t *testing.T) (*testkit.App, *testkit.Box) {
	t.Parallel()
	app, box := testkit.NewReal(t)
	app.Basics(t)
	app.Account(t, who, authz.Referent, testkit.Milazzo)
	return app, box
}

func TestLogin(t *testing.T) {
	t.Parallel()
	t.Run("opens a session whose cookie scripts cannot read", func(t *testing.T) {
		app, _ := real(t)
		b := app.Browser()
		r := b.Login(t, strings.ToUpper(who))
		for _, c := range r.Header.Values("Set-Cookie") {
			if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") || !strings.Contains(c, "Path=/api/v1/auth") {
				t.Errorf("cookie %s", c)
			}
		}
		me := testkit.JSON[v1.Profile](b.Get(t, "/me").Want(http.StatusOK))
		if me.Email != who || fmt.Sprint(me.Roles, me.Municipalities) != "[referent] [{083049 Milazzo}]" || len(me.Permissions) < 5 {
			t.Errorf("profile %+v", me)
		}
		b.Post(t, "/training-needs", need()).Want(http.StatusCreated)
		history := testkit.JSON[page.Of[v1.HistoryEntry]](b.Get(t, "/training-needs/1/history").Want(http.StatusOK))
		if history.Items[0].Actor != "Prova Utente" {
			t.Errorf("the trail says %q", history.Items[0].Actor)
		}
	})

	t.Run("gives a wrong password and an unknown address the same answer", func(t *testing.T) {
		app, _ := real(t)
		a := app.Anonymous().Post(t, "/auth/login", v1.Credentials{Email: who, Password: "sbagliata"}).Refused(http.StatusUnauthorized, "wrong-credentials")
		b := app.Anonymous().Post(t, "/auth/login", v1.Credentials{Email: "nessuno@example.org", Password: "sbagliata"}).Refused(http.StatusUnauthorized, "wrong-credentials")
		pa, pb := testkit.JSON[map[string]any](a), testkit.JSON[map[string]any](b)
		delete(pa, "request_id")
		delete(pb, "request_id")
		if fmt.Sprint(pa) != fmt.Sprint(pb) {
			t.Errorf("%v %v", pa, pb)
		}
	})

	t.Run("slows guessing down without locking the owner out of a known browser", func(t *testing.T) {
		app, _ := real(t)
		owner := app.Browser()
		owner.Login(t, who)
		for range 10 {
			app.Anonymous().Post(t, "/auth/login", v1.Credentials{Email: who, Password: "sbagliata"}).Want(http.StatusUnauthorized)
		}
		r := app.Anonymous().Post(t, "/auth/login", v1.Credentials{Email: who, Password: testkit.Password}).Refused(http.StatusTooManyRequests, "too-many-attempts")
		if r.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		owner.Login(t, who)
	})

	t.Run("takes about as long for an unknown address as for a wrong password", func(t *testing.T) {
		app, _ := real(t)
		timing := func(email string) time.Duration {
			start := time.Now()
			for range 4 {
				app.Anonymous().Post(t, "/auth/login", v1.Credentials{Email: email, Password: "sbagliata"}).Want(http.StatusUnauthorized)
			}
			return time.Since(start)
		}
		timing("x@example.org")
		if a, b := timing(who), timing("nessuno@example.org"); a > 3*b || b > 3*a {
			t.Errorf("known %s, unknown %s", a, b)
		}
	})
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	t.Run("rotates, and a stolen cookie ends the session for both", func(t *testing.T) {
		app, _ := real(t)
		b := app.Browser()
		b.Login(t, who)
		old := b.Cookie("comunita_refresh")
		fresh := testkit.JSON[v1.Access](b.Send(t, http.MethodPost, "/auth/refresh", nil).Want(http.StatusOK))
		b.Bear(fresh.AccessToken)
		b.Get(t, "/me").Want(http.StatusOK)
		if b.Cookie("comunita_refresh") == old {
			t.Error("the cookie did not change")
		}
		app.Exec(t, `UPDATE refresh_tokens SET used_at = used_at - interval '1 minute' WHERE used_at IS NOT NULL`)
		thief := app.Browser()
		thief.Cookie("comunita_refresh", old)
		thief.Send(t, http.MethodPost, "/auth/refresh", nil).Refused(http.StatusUnauthorized, "session-ended")
		b.Get(t, "/me").Refused(http.StatusUnauthorized, "session-ended")
		b.Send(t, http.MethodPost, "/auth/refresh", nil).Refused(http.StatusUnauthorized, "session-ended")
	})

	t.Run("serves two tabs that ask at once", func(t *testing.T) {
		app, _ := real(t)
		b := app.Browser()
		b.Login(t, who)
		cookie := b.Cookie("comunita_refresh")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				tab := app.Browser()
				tab.Cookie("comunita_refresh", cookie)
				tab.Send(t, http.MethodPost, "/auth/refresh", nil).Want(http.StatusOK)
			})
		}
		wg.Wait()
		b.Get(t, "/me").Want(http.StatusOK)
	})

	t.Run("refuses another site, an idle session, an old session, no cookie", func(t *testing.T) {
		app, _ := real(t)
		b := app.Browser()
		b.Login(t, who)
		b.Send(t, http.MethodPost, "/auth/refresh", nil, "Sec-Fetch-Site", "cross-site").Refused(http.StatusForbidden, "cross-origin")
		b.Send(t, http.MethodPost, "/auth/refresh", nil, "X-Requested-With", "").Refused(http.StatusForbidden, "cross-origin")
		b.Send(t, http.MethodPost, "/auth/logout", nil, "Sec-Fetch-Site", "", "Origin", "https://evil.example").Refused(http.StatusForbidden, "cross-origin")
		app.Browser().Send(t, http.MethodPost, "/auth/refresh", nil).Refused(http.StatusUnauthorized, "session-ended")
		app.Exec(t, `UPDATE sessions SET last_used_at = now() - interval '31 minutes'`)
		idle := app.Browser()
		idle.Cookie("comunita_refresh", b.Cookie("comunita_refresh"))
		idle.Send(t, http.MethodPost, "/auth/refresh", nil).Refused(http.StatusUnauthorized, "session-ended")
		app.Exec(t, `UPDATE sessions SET last_used_at = now(), expires_at = now() - interval '1 second'`)
		b.Send(t, http.MethodPost, "/auth/refresh", nil).Refused(http.StatusUnauthorized, "session-ended")
	})
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	for name, revoke := range map[string]func(t *testing.T, app *testkit.App, b *testkit.Browser){
		"logging out": func(t *testing.T, _ *testkit.App, b *testkit.Browser) {
			b.Send(t, http.MethodPost, "/auth/logout", nil).Want(204)
		},
		"logging out everywhere": func(t *testing.T, _ *testkit.App, b *testkit.Browser) {
			b.Send(t, http.MethodPost, "/auth/logout-everywhere", nil).Want(204)
		},
		"ending the session": func(t *testing.T, _ *testkit.App, b *testkit.Browser) { b.Delete(t, "/me/sessions/1").Want(204) },
		"a new password": func(t *testing.T, _ *testkit.App, b *testkit.Browser) {
			b.Put(t, "/me/password", v1.PasswordChange{Current: testkit.Password, Password: "sette vele bianche oltre Vulcano"}).Want(200)
		},
	} {
		t.Run(name+" ends the access token at once", func(t *testing.T) {
			app, _ := real(t)
			b := app.Browser()
			b.Login(t, who)
			b.Get(t, "/me").Want(http.StatusOK)
			revoke(t, app, b)
			b.Get(t, "/me").Refused(http.StatusUnauthorized, "session-ended")
		})
	}

	// From elsewhere: another process wrote to the database, so this one hears of it by notification.
	for name, change := range map[string]struct {
		stmt string
		code int
	}{
		"disabling the account": {`UPDATE accounts SET state = 'disabled'`, http.StatusUnauthorized},
		"ending the mandate":    {`UPDATE mandates SET valid_from = current_date - 10, valid_to = current_date - 1`, http.StatusForbidden},
		"lowering the role":     {`UPDATE mandates SET role = 'observer', municipality_code = NULL`, http.StatusForbidden},
	} {
		t.Run(name+" counts within a second", func(t *testing.T) {
			app, _ := real(t)
			b := app.Browser()
			b.Login(t, who)
			b.Get(t, "/training-needs").Want(http.StatusOK)
			app.Exec(t, change.stmt)
			for range 20 {
				if b.Get(t, "/training-needs").Code == change.code {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Errorf("still let in: %d", b.Get(t, "/training-needs").Code)
		})
	}
}

func TestPasswordLinks(t *testing.T) {
	app, box := real(t)
	app.Account(t, "segreteria@example.org", authz.Secretariat, "")
	const good = "tre cicale sul fico di Malfa"

	t.Run("a reset link works once, and unknown addresses are not told apart", func(t *testing.T) {
		anyone := app.Anonymous()
		anyone.Post(t, "/auth/password-reset", v1.ResetRequest{Email: "nessuno@example.org"}).Want(http.StatusAccepted)
		anyone.Post(t, "/auth/password-reset", v1.ResetRequest{Email: who}).Want(http.StatusAccepted)
		token := box.Link(t, 1)
		b := app.Browser()
		b.Login(t, who)
		script := app.Bearer(testkit.JSON[v1.PersonalToken](b.Post(t, "/me/tokens", v1.PersonalTokenNew{Name: "script", Scopes: []string{"training-need:read"},
			ExpiresOn: time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}).Want(http.StatusCreated)).Secret)
		script.Get(t, "/training-needs").Want(http.StatusOK)
		anyone.Post(t, "/auth/password", v1.PasswordByLink{Token: token, Password: "12345678"}).Refused(http.StatusUnprocessableEntity, "validation", "/password")
		anyone.Post(t, "/auth/password", v1.PasswordByLink{Token: token, Password: "password123456"}).Refused(http.StatusUnprocessableEntity, "validation", "/password")
		anyone.Post(t, "/auth/password", v1.PasswordByLink{Token: token, Password: good}).Want(http.StatusNoContent)
		b.Get(t, "/me").Refused(http.StatusUnauthorized, "session-ended")
		script.Get(t, "/training-needs").Refused(http.StatusUnauthorized, "bad-token")
		anyone.Post(t, "/auth/password", v1.PasswordByLink{Token: token, Password: good + "!"}).Refused(http.StatusUnprocessableEntity, "link-expired")
		anyone.Post(t, "/auth/login", v1.Credentials{Email: who, Password: testkit.Password}).Want(http.StatusUnauthorized)
		anyone.Post(t, "/auth/login", v1.Credentials{Email: who, Password: good}).Want(http.StatusOK)
		if box.Count() != 1 {
			t.Errorf("%d mails", box.Count())
		}
	})

	t.Run("an invitation opens the account; a second one replaces the first", func(t *testing.T) {
		secretariat := app.Browser()
		secretariat.Login(t, "segreteria@example.org")
		app.Exec(t, `INSERT INTO people (id, given_name, family_name, office_email) VALUES (900, 'Nuova', 'Persona', 'Nuova@example.org')`)
		secretariat.Post(t, "/referents/900/invitation", nil).Want(http.StatusNoContent)
		first := box.Link(t, 2)
		secretariat.Post(t, "/referents/900/invitation", nil).Want(http.StatusNoContent)
		second := box.Link(t, 3)
		app.Anonymous().Post(t, "/auth/password", v1.PasswordByLink{Token: first, Password: good}).Refused(http.StatusUnprocessableEntity, "link-expired")
		app.Anonymous().Post(t, "/auth/password", v1.PasswordByLink{Token: second, Password: good}).Want(http.StatusNoContent)
		app.Anonymous().Post(t, "/auth/login", v1.Credentials{Email: "nuova@example.org", Password: good}).Want(http.StatusOK)
		secretariat.Post(t, "/referents/900/invitation", nil).Refused(http.StatusConflict, "account-exists")
		secretariat.Post(t, "/referents/12345/invitation", nil).Refused(http.StatusNotFound, "referent-not-found")
	})
}

func TestPersonalTokens(t *testing.T) {
	app, _ := real(t)
	b := app.Browser()
	b.Login(t, who)
	in := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	made := testkit.JSON[v1.PersonalToken](b.Post(t, "/me/tokens", v1.PersonalTokenNew{Name: "script", Scopes: []string{"training-need:read"}, ExpiresOn: in}).Want(http.StatusCreated))
	if !strings.HasPrefix(made.Secret, "cdp_pat_") || !strings.HasSuffix(made.Secret, made.Hint) {
		t.Errorf("%+v", made)
	}
	if me := b.Get(t, "/me").Want(http.StatusOK); strings.Contains(string(me.Body), `"zone_id":0`) {
		t.Errorf("a zone of nobody: %s", me.Body)
	}
	script := app.Bearer(made.Secret)
	script.Get(t, "/training-needs").Want(http.StatusOK)
	if r := script.Post(t, "/training-needs", need()).Refused(http.StatusForbidden, "missing-scope"); !strings.Contains(string(r.Body), "training-need:write") {
		t.Errorf("it is about the token, not the role: %s", r.Body) // whose role writes them
	}
	script.Get(t, "/clients").Refused(http.StatusForbidden, "missing-permission") // nor would the role
	script.Post(t, "/me/tokens", v1.PersonalTokenNew{Name: "altro", Scopes: []string{"training-need:read"}, ExpiresOn: in}).Refused(http.StatusForbidden, "session-required")
	for _, bad := range []v1.PersonalTokenNew{{Name: "x", Scopes: []string{"catalogue:review"}, ExpiresOn: in}, {Name: "x", Scopes: []string{"nulla"}, ExpiresOn: in}} {
		b.Post(t, "/me/tokens", bad).Refused(http.StatusUnprocessableEntity, "validation", "/scopes/0")
	}
	for _, day := range []string{"2020-01-01", "2099-01-01"} {
		b.Post(t, "/me/tokens", v1.PersonalTokenNew{Name: "x", Scopes: []string{"training-need:read"}, ExpiresOn: day}).Refused(http.StatusUnprocessableEntity, "validation", "/expires_on")
	}
	if list := b.Get(t, "/me/tokens").Want(http.StatusOK); strings.Contains(string(list.Body), made.Secret) {
		t.Error("the secret is shown again")
	}
	b.Delete(t, fmt.Sprintf("/me/tokens/%d", made.ID)).Want(http.StatusNoContent)
	script.Get(t, "/training-needs").Refused(http.StatusUnauthorized, "bad-token")
	app.Bearer("cdp_pat_xyz").Get(t, "/training-needs").Refused(http.StatusUnauthorized, "bad-token")
}

func TestClients(t *testing.T) {
	app, _ := real(t)
	app.Account(t, "segreteria@example.org", authz.Secretariat, "")
	b := app.Browser()
	b.Login(t, "segreteria@example.org")
	edit := v1.APIClientEdit{Name: "Personale", Scopes: []string{"training-need:read", "training-need:write"}, Municipalities: []string{testkit.Milazzo}}
	made := testkit.JSON[v1.APIClient](b.Post(t, "/clients", edit).Want(http.StatusCreated))
	grant := func(id, secret string) *testkit.Response {
		return app.Anonymous().Do(t, http.MethodPost, "/oauth/token", "grant_type=client_credentials&client_id="+id+"&client_secret="+secret,
			"Content-Type", "application/x-www-form-urlencoded")
	}
	access := testkit.JSON[v1.Access](grant(made.ClientID, made.Secret).Want(http.StatusOK))
	system := app.Bearer(access.AccessToken)
	system.Put(t, "/training-needs/external/"+testkit.Milazzo+"/1", need().TrainingNeedEdit).Want(http.StatusOK)
	system.Put(t, "/training-needs/external/"+testkit.Malfa+"/1", need().TrainingNeedEdit).Want(http.StatusNotFound)
	grant(made.ClientID, "sbagliato").Refused(http.StatusUnauthorized, "bad-client")
	grant("cdp_nessuno", made.Secret).Refused(http.StatusUnauthorized, "bad-client")
	app.Anonymous().Do(t, http.MethodPost, "/oauth/token", "grant_type=password", "Content-Type", "application/x-www-form-urlencoded").
		Refused(http.StatusUnprocessableEntity, "unsupported-grant", "/grant_type")
	renewed := testkit.JSON[v1.APIClient](b.Post(t, fmt.Sprintf("/clients/%d/secret", made.ID), nil, "If-Match", `"v1"`).Want(http.StatusOK))
	system.Get(t, "/training-needs").Refused(http.StatusUnauthorized, "bad-token")
	grant(made.ClientID, renewed.Secret).Want(http.StatusOK)
	b.Delete(t, fmt.Sprintf("/clients/%d", made.ID), "If-Match", `"v2"`).Want(http.StatusNoContent)
	grant(made.ClientID, renewed.Secret).Refused(http.StatusUnauthorized, "bad-client")
	b.Post(t, "/clients", v1.APIClientEdit{Name: "x", Scopes: []string{"catalogue:write"}, Municipalities: []string{"999999"}}).
		Refused(http.StatusUnprocessableEntity, "validation", "/scopes/0", "/municipalities/0")
	referent := app.Browser()
	referent.Login(t, who)
	referent.Get(t, "/clients").Refused(http.StatusForbidden, "missing-permission")
	if h := b.Get(t, fmt.Sprintf("/clients/%d/history", made.ID)).Want(http.StatusOK); strings.Contains(string(h.Body), "secret_hash") {
		t.Error("the trail holds the secret's hash")
	}
}
