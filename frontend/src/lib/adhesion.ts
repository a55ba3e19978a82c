/** The steps of an adhesion, from the first contact to the work. */
export const adhesionWay = [
  'not_contacted',
  'contacted',
  'draft_sent',
  'interested',
  'proposal_filed',
  'act_adopted',
  'published',
  'enforceable',
  'transmitted',
  'protocol_signed',
  'member',
  'referent_designated',
  'operational',
] as const;

export const adhesionStates = [...adhesionWay, 'suspended', 'declined', 'withdrawn', 'to_renew'] as const;

const members: string[] = ['member', 'referent_designated', 'operational', 'to_renew'];
const outside: string[] = ['not_contacted', 'declined', 'withdrawn', 'suspended'];

/** What a citizen needs to tell apart: in, on the way, not in. */
export type Stage = 'member' | 'joining' | 'outside';

export function stageOf(adhesion: string): Stage {
  if (members.includes(adhesion)) return 'member';
  return outside.includes(adhesion) ? 'outside' : 'joining';
}

/** The states of a stage. */
export const statesOf = (stage: Stage): string[] =>
  adhesionStates.filter((state) => stageOf(state) === stage);
