import { type FormEvent, useState } from 'react';
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form';
import { asProblem, fieldErrors, type Problem } from './problem';

type Options<V extends FieldValues> = {
  defaults: DefaultValues<V>;
  /** The label of each field, by name: an error on any other name is shown on its own. */
  labels: Record<string, string>;
  /** Throws a Problem when the server refuses. */
  save: (values: V) => Promise<unknown>;
};

/** A form whose server errors land on their fields, through the problem's JSON pointers. */
export function useServerForm<V extends FieldValues>({ defaults, labels, save }: Options<V>) {
  const form = useForm<V>({ defaultValues: defaults, shouldFocusError: false });
  const { errors, isSubmitting } = form.formState;
  const [problem, setProblem] = useState<Problem>();
  const [attempt, setAttempt] = useState(0);

  /** The field a name belongs to: `phases.1.due_on` is a part of `phases`. */
  const labelled = (name: string): string | undefined => labels[name] ?? labels[name.split('.')[0]!];
  const again = () => setAttempt((n) => n + 1);
  const refuse = (error: unknown) => {
    again();
    const refused = asProblem(error);
    for (const [name, message] of Object.entries(fieldErrors(refused))) {
      if (labelled(name)) form.setError(name as Path<V>, { type: 'server', message });
    }
    setProblem(refused);
  };
  const submit = (event?: FormEvent) => {
    setProblem(undefined);
    form.clearErrors();
    return form.handleSubmit((values) => save(values).catch(refuse), again)(event);
  };

  const message = (name: string) => errorMessage(errors, name);
  const known = Object.keys(labels).flatMap((name) => {
    const text = message(name);
    return text ? [{ name, label: labels[name]!, message: text }] : [];
  });
  const strays = Object.entries(problem ? fieldErrors(problem) : {})
    .filter(([name]) => !(name in labels))
    .map(([name, text]) => ({ name, label: labelled(name) ?? '', message: text }));
  const summary = [...known, ...strays];

  return {
    form,
    submit,
    busy: isSubmitting,
    attempt,
    summary,
    message,
    /** What is not about a field: the summary already tells the rest. */
    problem: summary.length ? undefined : problem,
    refused: problem,
  };
}

function errorMessage(errors: object, name: string): string | undefined {
  const found = name
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], errors);
  return (found as { message?: string } | undefined)?.message;
}
