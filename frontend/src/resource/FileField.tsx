import { cancelUpload, useUploadProgress } from '@/api/upload';
import { FileInput } from '@/ui/FileInput';
import type { CustomInput } from './definition';

type Props = CustomInput & {
  name: string;
  accept: string[];
  required?: boolean;
  help?: string;
  most?: number;
};

/** A file as a field of a form: its value is the File, and it shows how far `upload` has come with it. */
export function FileField({ value, onChange, errorAt: _, ...input }: Props) {
  const file = value instanceof File ? value : undefined;
  const progress = useUploadProgress(file);
  return (
    <FileInput
      {...input}
      full
      value={file}
      onChange={onChange}
      progress={progress}
      onCancel={() => file && cancelUpload(file)}
    />
  );
}
