import type { ReactNode } from 'react';
import type { Option } from '@/ui/Field';
import type { AnyRow, ListQuery, Resource } from './resource';

/** One value of a row shown in a list. Its heading is the text `<ns>:field.<name>`. */
export type ColumnDef<Row> = {
  name: string;
  /** The sort key the server knows, when it sorts by this column. */
  sort?: string;
  numeric?: boolean;
  /** Otherwise the field `name`, in words. */
  show?: (row: Row) => ReactNode;
};

/** One part of a list: what is always asked for, and what differs. */
export type ViewDef<Row> = {
  id: string;
  query: ListQuery;
  /** The permission that sees it. */
  read?: string;
  columns?: ColumnDef<Row>[];
  defaultSort?: string;
  /** Drawn in another way than as a table; the table is a view of its own. */
  show?: (rows: Row[]) => ReactNode;
  /** How many rows it shows at once, when not as many as a table. */
  limit?: number;
};

/** One filter of a list: its name is the query parameter, its label `<ns>:filter.<name>` or `<ns>:field.<name>`. */
export type FilterDef = {
  name: string;
  /** The permission that may ask for it. */
  read?: string;
} & ({ kind: 'many' | 'one'; useOptions: () => Option[] } | { kind: 'text' | 'date' });

type Common = {
  name: string;
  required?: boolean;
  /** Takes the whole width of the form. */
  full?: boolean;
  /** Set once, at creation. */
  createOnly?: boolean;
  /** Whether the other values leave room for it: what does not fit is neither shown nor sent. A row's own fields count as values too. */
  when?: (values: FormValues) => boolean;
};

/** One field of a form; label `<ns>:field.<name>`, help `<ns>:help.<name>` when there is one. */
export type FieldDef = Common &
  /** `rows` for a long text. */
  (
    | { kind: 'text' | 'textarea' | 'email' | 'tel' | 'url' | 'lines'; maxLength?: number; rows?: number }
    | { kind: 'number'; min?: number; max?: number }
    | { kind: 'date' | 'checkbox' }
    /** `numeric` when its codes are numbers for the server. */
    | { kind: 'select'; useOptions: () => Option[]; numeric?: boolean; useEmpty?: () => string }
    | { kind: 'multi'; useOptions: () => Option[] }
    | { kind: 'custom'; render: (input: CustomInput) => ReactNode }
  );

export type CustomInput = {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string;
  /** The message on a part of the value, such as `0.from`. */
  errorAt: (path: string) => string | undefined;
  /** What else stands in the form. */
  values?: FormValues;
};

export type FormValues = Record<string, unknown>;

export type FormDef<Full, New, Edit> = {
  /** Legend `<ns>:section.<id>` when the id is not empty. */
  sections: { id: string; fields: FieldDef[] }[];
  defaults?: FormValues;
  /** The values of a row, where they are not simply its fields. */
  toValues?: (row: Full) => FormValues;
  /** The last word on what is sent. */
  toNew?: (body: FormValues, values: FormValues) => New;
  toEdit?: (body: FormValues, values: FormValues, row: Full) => Edit;
};

/** A value of the detail page; label `<ns>:field.<name>`. */
export type DetailDef<Full> = {
  name: string;
  show?: (row: Full) => ReactNode;
  /** Left out when there is nothing to say, instead of a dash. */
  maybe?: boolean;
};

export type ActionDef = {
  /** Asks for a reason. */
  reason?: boolean;
  danger?: boolean;
  /** Something else shows it, a tab for one. */
  hidden?: boolean;
  /** It has a page of its own, at `<path>/<id>/<address>`. */
  address?: string;
};

/** Everything that makes one resource different from the others. */
export type Definition<Row extends AnyRow, Full extends AnyRow, New, Edit> = {
  resource: Resource<Row, Full, New, Edit>;
  /** Its file of texts. */
  ns: string;
  /** Where it lives in the browser, `/zone`. */
  path: string;
  title: (row: Row | Full) => string;
  /** The permissions of which any creates one; nothing is created here when absent. */
  create?: string[];
  columns: ColumnDef<Row>[];
  /** Parts of the list side by side, the first one by default; label `<ns>:view.<id>`. */
  views?: ViewDef<Row>[];
  /** The server does not look for words in it. */
  wordless?: boolean;
  /** The views show the same list: going from one to another keeps what was asked. */
  sameList?: boolean;
  /** The views a search over all resources looks into; the whole resource when absent. */
  searchIn?: string[];
  filters?: FilterDef[];
  /** The sort the server uses when none is asked for: only to mark its column. */
  defaultSort?: string;
  sections: { id: string; fields: DetailDef<Full>[] }[];
  badge?: (row: Full) => ReactNode;
  /** More tabs of the detail page: id is also the text `<ns>:tab.<id>`. */
  tabs?: { id: string; when?: (row: Full) => boolean; show: (row: Full) => ReactNode }[];
  /** How values read, by field, in lists, details, history and conflicts alike; the rest goes by type. */
  formats?: Record<string, (value: unknown) => string>;
  actions?: Record<string, ActionDef>;
  form?: FormDef<Full, New, Edit>;
  /** The form that creates, where it is not the one that edits. */
  newForm?: FormDef<Full, New, Edit>;
  /** Parts of a row with a form of their own, by action: `PUT /<resource>/{id}/<action>`, heading `<ns>:part.<action>`. */
  parts?: Record<string, FormDef<Full, never, unknown>>;
  /** Nobody reads who did what to its rows. */
  unhistoried?: boolean;
  /** What the page of a row shows below its values. */
  after?: (row: Full) => ReactNode;
};

// biome-ignore lint/suspicious/noExplicitAny: the generic pages read any definition; features write typed ones
export type AnyDefinition = Definition<any, any, any, any>;

// biome-ignore lint/suspicious/noExplicitAny: as AnyDefinition
export type AnyForm = FormDef<any, any, any>;

/** Infers the row and body types of a definition from its resource. */
export const define = <Row extends AnyRow, Full extends AnyRow, New, Edit>(
  definition: Definition<Row, Full, New, Edit>,
): Definition<Row, Full, New, Edit> => definition;
