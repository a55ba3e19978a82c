import { useId } from 'react';
import { t } from '@/lib/i18n';
import { AppLink } from './AppLink';
import { Disclosure } from './Disclosure';
import type { Option } from './Field';
import { Icon } from './Icon';

export function SignInLink({ to }: { to: string }) {
  return (
    <AppLink to={to} className="btn btn-primary btn-icon btn-full">
      <span className="rounded-icon" aria-hidden="true">
        <Icon name="it-user" className="icon-primary" />
      </span>
      <span className="d-none d-lg-block">{t('ui:account.sign-in-long')}</span>
      <span className="d-lg-none">{t('ui:account.sign-in')}</span>
    </AppLink>
  );
}

type Props = {
  name: string;
  municipalities: Option[];
  municipality: string;
  onMunicipality: (code: string) => void;
  onSignOut: () => void;
};

/** Who is signed in, for which municipality, their profile and the way out. */
export function AccountMenu({ name, municipalities, municipality, onMunicipality, onSignOut }: Props) {
  const id = useId();
  return (
    <Disclosure
      className="account-toggle"
      label={
        <>
          <Icon name="it-user" size="sm" />
          <span className="d-none d-md-inline">{name}</span>
          <span className="visually-hidden d-md-none">{t('ui:account.of', { name })}</span>
        </>
      }
    >
      {(close) => (
        <>
          <p className="account-name">{name}</p>
          {municipalities.length > 1 && (
            <div className="field">
              <label htmlFor={id}>{t('ui:account.municipality')}</label>
              <select
                id={id}
                className="form-control"
                value={municipality}
                onChange={(event) => onMunicipality(event.target.value)}
              >
                <option value="">{t('ui:account.all')}</option>
                {municipalities.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            </div>
          )}
          <ul className="menu-list">
            <li>
              <AppLink to="/profilo" onClick={close}>
                <Icon name="it-settings" size="sm" />
                {t('ui:account.profile')}
              </AppLink>
            </li>
            <li>
              <button type="button" onClick={onSignOut}>
                <Icon name="it-logout" size="sm" />
                {t('ui:account.sign-out')}
              </button>
            </li>
          </ul>
        </>
      )}
    </Disclosure>
  );
}
