import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatPeriod } from '@/lib/period';
import { AppLink } from '@/ui/AppLink';
import { Timeline } from '@/ui/Timeline';

/** The last things done, and the next to come. Where there are none, nothing. */
export function Path() {
  const { data } = useQuery({
    queryKey: ['/milestones', 'home'],
    queryFn: async ({ signal }) => {
      const [before, after] = await Promise.all([
        http.GET('/milestones', {
          params: { query: { status: ['done'], sort: '-date', limit: 2 } },
          signal,
        }),
        http.GET('/milestones', {
          params: { query: { status: ['in_progress', 'planned'], sort: 'date', limit: 3 } },
          signal,
        }),
      ]);
      return [...orThrow(before).items.reverse(), ...orThrow(after).items];
    },
  });
  if (!data?.length) return null;
  return (
    <section className="mt-5">
      <h2 className="h4">{t('home:public.path')}</h2>
      <Timeline
        items={data.map(({ id, title, status, ...one }) => ({
          key: String(id),
          when: `${formatPeriod(one)} · ${t(`home:status.${status}`)}`,
          open: status !== 'done',
          title: <AppLink to={`/percorso/${id}`}>{title}</AppLink>,
        }))}
      />
      <p>
        <AppLink to="/percorso">{t('home:public.whole-path')}</AppLink>
      </p>
    </section>
  );
}
