import type { Schemas } from '@/api/client';

export type Import = Schemas['RegisterImport'];
export type Row = Schemas['RegisterImportRow'];

export const tones = {
  uploaded: 'warning',
  checking: 'info',
  checked: 'warning',
  applying: 'info',
  applied: 'success',
} as const;

/** What an import can read, in the order of a register; the questions of each method after. */
const common = [
  'area',
  'process',
  'event',
  'factors',
  'level',
  'motivation',
  'measure',
  'measure_type',
  'phases',
  'timing',
  'responsible',
  'indicator',
  'target',
];
const questions = {
  pna2019: ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6'],
  pna2013: ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'I1', 'I2', 'I3', 'I4'],
} as const;
export type Method = keyof typeof questions;

export const fieldsOf = (method: Method): string[] => [...common, ...questions[method]];
export const isOld = (field = ''): boolean => /^[PI]\d$/.test(field);
