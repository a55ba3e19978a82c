import { t } from '@/lib/i18n';
import { AppLink } from './AppLink';
import { Icon } from './Icon';

type OutLink = { href: string; label: string };
type Props = {
  owner: string;
  title: string;
  email?: string;
  pec?: string;
  links: OutLink[];
  accessibilityUrl?: string;
  privacyUrl?: string;
  legalUrl?: string;
  version?: string;
};

export function Footer({
  owner,
  title,
  email,
  pec,
  links,
  accessibilityUrl,
  privacyUrl,
  legalUrl,
  version,
}: Props) {
  return (
    <footer className="it-footer" id="piede" tabIndex={-1}>
      <div className="it-footer-main">
        <div className="container">
          <section>
            <div className="row clearfix">
              <div className="col-sm-12">
                <div className="it-brand-wrapper">
                  <AppLink to="/">
                    <Icon name="it-pa" />
                    <div className="it-brand-text">
                      <h2>{owner}</h2>
                      <div className="d-none d-md-block">{title}</div>
                    </div>
                  </AppLink>
                </div>
              </div>
            </div>
          </section>
          <section className="py-4 border-white border-top">
            <div className="row">
              <div className="col-lg-6 pb-2">
                <h3 className="h4">{t('ui:footer.contacts')}</h3>
                <address>
                  {email && (
                    <p>
                      {t('ui:footer.email')} <a href={`mailto:${email}`}>{email}</a>
                    </p>
                  )}
                  {pec && (
                    <p>
                      {t('ui:footer.pec')} <a href={`mailto:${pec}`}>{pec}</a>
                    </p>
                  )}
                </address>
              </div>
              <div className="col-lg-6 pb-2">
                <h3 className="h4">{t('ui:footer.services')}</h3>
                <div className="link-list-wrapper">
                  <ul className="footer-list link-list clearfix">
                    {links.map(({ href, label }) => (
                      <li key={href}>
                        <a className="list-item" href={href}>
                          {label}
                        </a>
                      </li>
                    ))}
                  </ul>
                </div>
              </div>
            </div>
          </section>
        </div>
      </div>
      <div className="it-footer-small-prints clearfix">
        <div className="container">
          <h3 className="visually-hidden">{t('ui:footer.useful')}</h3>
          <ul className="it-footer-small-prints-list list-inline mb-0 d-flex flex-column flex-md-row">
            <li className="list-inline-item">
              <Legal
                url={privacyUrl}
                page="/privacy"
                element="privacy-policy-link"
                label={t('ui:footer.privacy')}
              />
            </li>
            <li className="list-inline-item">
              <Legal
                url={legalUrl}
                page="/note-legali"
                element="legal-notes-link"
                label={t('ui:footer.legal')}
              />
            </li>
            <li className="list-inline-item">
              <Legal
                url={accessibilityUrl}
                page="/accessibilita"
                element="accessibility-link"
                label={t('ui:footer.accessibility')}
              />
            </li>
            <li className="list-inline-item">
              <AppLink to="/mappa-del-sito">{t('ui:footer.sitemap')}</AppLink>
            </li>
            {version && (
              <li className="list-inline-item footer-version">{t('ui:footer.version', { version })}</li>
            )}
          </ul>
        </div>
      </div>
    </footer>
  );
}

/** The operator's own document where the settings name one, our page otherwise. AgID finds both by data-element. */
const Legal = ({
  url,
  page,
  element,
  label,
}: {
  url?: string;
  page: string;
  element: string;
  label: string;
}) => (
  <a href={url || page} data-element={element}>
    {label}
  </a>
);
