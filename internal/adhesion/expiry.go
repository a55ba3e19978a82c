package adhesion

import "context"

// ExpireByCalendar takes the step of expiry for the members whose agreement has ended and is not renewed by silence (art. 15 L. 241/1990: the
// term is the agreement's own). A renewal since the notice of that end keeps the member; so does an expiry that was annulled: each end
// is told once. Doing it again does nothing.
func (s *Service) ExpireByCalendar(ctx context.Context) error {
	return s.store.DB.Do(ctx, "adhesions-expiry", s.store.expire)
}
