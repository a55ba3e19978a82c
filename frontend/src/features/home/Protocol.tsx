import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { Fold } from '@/ui/Fold';

/** The text of the protocol that is signed today, to read here. Where none is published, nothing. */
export function Protocol() {
  const { data } = useQuery({
    queryKey: ['/protocol-versions', 'current'],
    queryFn: async ({ signal }) => {
      const query = { sort: '-number', limit: 50 } as const;
      const { items } = orThrow(await http.GET('/protocol-versions', { params: { query }, signal }));
      return items.find(({ state }) => state === 'current') ?? null;
    },
  });
  if (!data) return null;
  const { id, title, number, published_on: day, text } = data;
  return (
    <section className="mt-5">
      <h2 className="h4">{t('home:public.protocol')}</h2>
      <p className="readable">{t('home:public.protocol-text')}</p>
      <Fold title={t('home:public.version', { title, number, day: formatDay(day ?? '') })}>
        <div className="letter">{text}</div>
      </Fold>
      <p>
        <AppLink to={`/protocollo/${id}`}>{t('home:public.protocol-page')}</AppLink>
      </p>
    </section>
  );
}
