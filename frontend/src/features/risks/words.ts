import { codedName, municipalityName, vocabularies } from '@/api/reference';

/** How the values of a risk read, wherever they are shown. */
export const worded = {
  ns: 'risks',
  formats: {
    area: (code) => codedName(vocabularies().risk_areas, String(code)),
    municipality: (code) => municipalityName(String(code)),
    enabling_factors: (code) => codedName(vocabularies().enabling_factors, String(code)),
    measures: (code) => codedName(vocabularies().measures, String(code)),
    red_flags: String,
    adopted_version: String,
    published: String,
  },
} satisfies { ns: string; formats: Record<string, (value: unknown) => string> };
