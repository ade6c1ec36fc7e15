import { type ComponentChildren } from 'preact';

/** The toolkit's elements, as far as they are used. */
interface ElementProps {
  readonly children?: ComponentChildren;
  readonly class?: string | undefined;
  readonly title?: string | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-invalid'?: 'true' | undefined;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ElementProps & {
        readonly appearance: string;
        readonly disabled: boolean;
        readonly onClick: () => void;
      };
      'vscode-text-field': ElementProps & {
        readonly value: string;
        readonly placeholder?: string | undefined;
        readonly onInput: (event: Event) => void;
      };
      'vscode-text-area': ElementProps & {
        readonly value: string;
        readonly rows: number;
        readonly resize: string;
        readonly onInput: (event: Event) => void;
      };
      'vscode-checkbox': ElementProps & {
        readonly checked: boolean;
        readonly onChange: (event: Event) => void;
      };
    }
  }
}
