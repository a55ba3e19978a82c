import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { Select } from '@/ui/Field';
import { Page } from '@/ui/Page';
import { AnnualReport } from './AnnualReport';
import { useRegisterCrumbs } from './crumbs';
import { years } from './years';

/** The yearly report of the RPCT of a municipality; the year is in the address. */
export function AnnualReportPage() {
  const { id: code = '' } = useParams({ strict: false }) as { id?: string };
  const { anno } = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const year = Number(first(anno)) || new Date().getFullYear();
  const go = (to: string) =>
    navigate({ to: `/registro/${code}/relazione` as '/', search: { anno: to } as never });
  return (
    <Page
      title={t('register:report.of', { year, name: municipalityName(code) })}
      lead={t('register:report.lead')}
      crumbs={useRegisterCrumbs(code)}
    >
      <Select
        label={t('register:report.year')}
        options={years()}
        value={String(year)}
        onChange={(event) => go(event.target.value)}
      />
      <AnnualReport key={`${code} ${year}`} code={code} year={year} />
    </Page>
  );
}
