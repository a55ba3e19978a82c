package server

import (
	"context"
	"strings"

	"comunita/api/httpx"
	"comunita/internal/monitoring"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/jobs"
)

// withLinks also knows the tokens of the links to one check.
func withLinks(other httpx.Authenticator, rounds *monitoring.Service) httpx.Authenticator {
	return func(ctx context.Context, token string) (authz.Actor, error) {
		if strings.HasPrefix(token, monitoring.TokenPrefix) {
			return rounds.ByToken(ctx, token)
		}
		return other(ctx, token)
	}
}

// postLink puts a letter with a link in the queue, in the unit of work that wants it sent.
func postLink(q *jobs.Queue) func(context.Context, monitoring.Letter) error {
	return func(ctx context.Context, l monitoring.Letter) error { return q.Enqueue(ctx, letter(l)) }
}
