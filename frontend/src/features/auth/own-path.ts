/** Where to go after the login: a path of this site, whatever the URL asks for. */
export function ownPath(wanted?: string): string {
  if (!wanted?.startsWith('/') || /^\/[/\\]/.test(wanted)) return '/home';
  return wanted;
}
