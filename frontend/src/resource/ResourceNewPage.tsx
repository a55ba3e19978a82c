import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { useMunicipality } from '@/api/municipality';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Search } from '@/lib/url-state';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/Toast';
import { useCrumbs } from './crumbs';
import type { AnyDefinition, AnyForm, FormValues } from './definition';
import { fitting, toBody, toValues } from './form-values';
import { ResourceForm } from './ResourceForm';

/** Starts from what is known: the municipality one works for, and what the URL says, as from a "copy to" link. */
export function ResourceNewPage({ def }: { def: AnyDefinition }) {
  const navigate = useNavigate();
  const [once] = useIdempotencyKey();
  const created = useRef('');
  const form = (def.newForm ?? def.form) as AnyForm;
  const crumbs = useCrumbs(def);
  const fields = form.sections.flatMap((section) => section.fields);
  const { code } = useMunicipality();
  const search = useSearch({ strict: false }) as Search;
  const known = { municipality: code || undefined, ...search };

  const save = async (values: FormValues) => {
    const body = toBody(fitting(fields, values), values);
    const row = await def.resource.create(form.toNew ? form.toNew(body, values) : body, once);
    created.current = def.resource.keyOf(row);
    toast(t('common:created', { title: def.title(row) }));
  };
  const { can } = useSession();
  if (!def.create?.some(can)) {
    return (
      <Page title={t(`${def.ns}:new`)} crumbs={crumbs}>
        <Notice tone="warning" title={t('common:not-allowed')} />
      </Page>
    );
  }
  return (
    <Page title={t(`${def.ns}:new`)} crumbs={crumbs}>
      <ResourceForm
        def={def}
        sections={form.sections}
        values={toValues(fields, { ...form.defaults, ...known })}
        back={def.path}
        save={save}
        saved={() => {
          navigate({ to: `${def.path}/${created.current}` as '/', ignoreBlocker: true });
          refetchAll();
        }}
      />
    </Page>
  );
}
