import type { ReactNode } from 'react';

export type OrgNode = {
  key: string;
  kind?: string;
  title: ReactNode;
  text?: string;
  members: { key: string; role: string; who: ReactNode }[];
  /** Drawn with a broken line: it takes part without deciding. */
  aside?: boolean;
  below: OrgNode[];
};

/** A tree as nested lists. Wide screens draw its lines; narrow ones and screen readers have the lists. */
export function OrgChart({ label, nodes }: { label: string; nodes: OrgNode[] }) {
  return (
    <section className="orgchart" aria-label={label}>
      <Level nodes={nodes} />
    </section>
  );
}

const Level = ({ nodes }: { nodes: OrgNode[] }) => (
  <ul className="org-level">
    {nodes.map(({ key, kind, title, text, members, aside, below }) => (
      <li key={key}>
        <div className={`org-node ${aside ? 'aside' : ''}`}>
          {kind && <p className="org-kind">{kind}</p>}
          <h3>{title}</h3>
          {text && <p className="org-text">{text}</p>}
          {members.length > 0 && (
            <ul className="org-members">
              {members.map((member) => (
                <li key={member.key}>
                  <span className="org-role">{member.role}</span> {member.who}
                </li>
              ))}
            </ul>
          )}
        </div>
        {below.length > 0 && <Level nodes={below} />}
      </li>
    ))}
  </ul>
);
