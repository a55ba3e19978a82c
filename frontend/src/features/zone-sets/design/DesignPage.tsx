import { useMutation, useQuery } from '@tanstack/react-query';
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { useReducer, useRef, useState } from 'react';
import { http, ifMatch, onceHeader, orThrow, type Schemas, type Tagged, tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { useCrumbs } from '@/resource/crumbs';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Toolbar } from '@/ui/Designer';
import { Field } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';
import { toast } from '@/ui/Toast';
import { Unsaved } from '@/ui/Unsaved';
import { definition } from '../definition';
import { Board } from './Board';
import { Comparison } from './Comparison';
import { Conflict } from './Conflict';
import { Proposal } from './Proposal';
import { bare, begin, freeCode, reduce } from './state';

type Design = Tagged<Schemas['ZoneDesign']>;
const d = (name: string, values?: Record<string, string | number>) => t(`zone-sets:design.${name}`, values);

const fetchDesign = async (id: number): Promise<Design> =>
  tagged(await http.GET('/zone-sets/{id}/design', { params: { path: { id } } }));

/** Draws the zones of a draft, or of a new draft that starts from another set. */
export function DesignPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const allowed = useSession().can('zone:write');
  const { data, error } = useQuery({
    queryKey: ['zone-design', id],
    queryFn: () => fetchDesign(Number(id)),
    enabled: allowed,
    refetchOnWindowFocus: false,
  });
  const crumbs = useCrumbs(definition);
  const trail = data ? [...crumbs, { to: `/insiemi-di-zone/${id}`, label: data.row.set_name }] : crumbs;
  return (
    <Page
      title={data ? `${d('title')}: ${data.row.set_name}` : d('title')}
      lead={data && d(data.row.draft ? 'lead-draft' : 'lead-set')}
      badge={data?.row.draft && <StatusBadge>{t('zone-sets:draft')}</StatusBadge>}
      crumbs={trail}
    >
      <ProblemAlert problem={error} />
      {!allowed && <Notice tone="warning" title={t('common:not-allowed')} />}
      {allowed && !data && !error && <Loading />}
      {data && <Designer key={id} loaded={data} />}
    </Page>
  );
}

function Designer({ loaded }: { loaded: Design }) {
  // What the design started from stays put: a refetch behind it must not move the If-Match.
  const base = useRef(loaded);
  const [start, setStart] = useState(loaded.row.zones);
  const [state, step] = useReducer(reduce, loaded.row.zones.map(bare), begin);
  const [saved, setSaved] = useState(state.zones);
  const [naming, setNaming] = useState(false);
  const [conflict, setConflict] = useState<{ theirs: Design; problem: Problem }>();
  const { row } = base.current;
  const dirty = state.zones !== saved;
  const blocker = useBlocker({ shouldBlockFn: () => dirty, enableBeforeUnload: dirty, withResolver: true });

  const save = useMutation<Design, Problem>({
    mutationFn: async () => {
      const params = { path: { id: row.id }, header: ifMatch(base.current.etag) };
      return tagged(
        await http.PUT('/zone-sets/{id}/design', { params, body: { zones: state.zones.map(bare) } }),
      );
    },
    onSuccess: (answer) => {
      base.current = answer;
      setSaved(state.zones);
      setStart(answer.row.zones);
      toast(d('saved'));
      refetchAll();
    },
    onError: async (problem) => {
      if (problem.status === 412) setConflict({ theirs: await fetchDesign(row.id), problem });
    },
  });
  const settle = (keep: boolean) => {
    if (!conflict) return;
    const { theirs } = conflict;
    base.current = theirs;
    setConflict(undefined);
    save.reset();
    if (keep) return save.mutate();
    step({ kind: 'replace', zones: theirs.row.zones.map(bare) });
    setStart(theirs.row.zones);
  };

  return (
    <>
      <Toolbar label={d('tools')}>
        {row.draft ? (
          <Button busy={save.isPending} onClick={() => save.mutate()}>
            {d('save')}
          </Button>
        ) : (
          <Button onClick={() => setNaming(true)}>{d('save-as')}</Button>
        )}
        <Button look="outline" disabled={!state.past.length} onClick={() => step({ kind: 'undo' })}>
          {d('undo')}
        </Button>
        <Button look="outline" disabled={!state.future.length} onClick={() => step({ kind: 'redo' })}>
          {d('redo')}
        </Button>
        <Button
          look="outline"
          onClick={() => {
            const code = freeCode(state.zones);
            step({ kind: 'add', zone: { code, name: d('new-zone', { code }), municipalities: [] } });
          }}
        >
          {d('add')}
        </Button>
        <Button
          look="outline"
          onClick={() =>
            step({
              kind: 'replace',
              zones: state.zones.map((zone) => ({ ...zone, seat: undefined, municipalities: [] })),
            })
          }
        >
          {d('empty')}
        </Button>
      </Toolbar>
      {save.error?.status !== 412 && <ProblemAlert problem={save.error} fields />}
      <Board places={row.places} start={start} zones={state.zones} step={step} />
      <Proposal use={(zones) => step({ kind: 'replace', zones: zones.map(bare) })} />
      {row.draft && <Comparison id={row.id} />}
      {naming && <Naming from={row} zones={state.zones} onClose={() => setNaming(false)} />}
      {conflict && (
        <Conflict
          who={conflict.problem.detail}
          mine={state.zones}
          theirs={conflict.theirs.row.zones}
          onKeep={() => settle(true)}
          onTake={() => settle(false)}
          onClose={() => setConflict(undefined)}
        />
      )}
      <Unsaved blocker={blocker} />
    </>
  );
}

type NamingProps = { from: Schemas['ZoneDesign']; zones: Schemas['ZoneDesignZone'][]; onClose: () => void };

/** A new draft needs a name and a code; its days are told when it becomes operational. */
function Naming({ from, zones, onClose }: NamingProps) {
  const [name, setName] = useState(d('copy', { name: from.set_name }).slice(0, 120));
  const [code, setCode] = useState(`${from.set}-bozza`.slice(0, 40));
  const [once] = useIdempotencyKey();
  const navigate = useNavigate();
  const create = useMutation<void, Problem>({
    mutationFn: async () => {
      const body = {
        code,
        name,
        purpose: '',
        source: '',
        valid_from: today(),
        draft: true,
        zones: zones.map(bare),
      };
      const made = orThrow(await http.POST('/zone-sets', { params: { header: onceHeader(once) }, body }));
      toast(d('saved'));
      refetchAll();
      navigate({ to: `/insiemi-di-zone/${made.id}/disegno` as '/', ignoreBlocker: true });
    },
  });
  return (
    <ConfirmDialog
      title={d('save-as')}
      confirm={d('save-as')}
      busy={create.isPending}
      problem={create.error}
      onConfirm={() => create.mutate()}
      onClose={onClose}
    >
      <Field
        label={d('set-name')}
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={d('set-code')}
        help={t('zone-sets:help.code')}
        required
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </ConfirmDialog>
  );
}
