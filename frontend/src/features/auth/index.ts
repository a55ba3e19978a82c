export { ForgotPasswordPage } from './ForgotPasswordPage';
export { LoginForm } from './LoginForm';
export { LoginPage } from './LoginPage';
export { SetPasswordPage } from './SetPasswordPage';
