export { AccessibilityPage, LegalNotesPage, PrivacyPage } from './LegalPages';
