import { tOr } from '@/lib/i18n';

/** `training-need:write` → what it lets one do. */
export const scopeText = (scope: string): string => tOr(`account:scope.${scope.replace(':', '.')}`, scope);
