import { previewKind } from '../../../../model/preview/preview';

/** Codicon of a file, by what it holds. */
export function fileIcon(path: string): string {
  switch (previewKind(path)) {
    case 'picture':
      return 'file-media';
    case 'json':
      return 'json';
    case 'table':
      return 'table';
    case 'text':
      return 'file';
    case 'none':
      return 'package';
  }
}
