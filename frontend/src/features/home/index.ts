export { PublicHomePage } from './PublicHomePage';
