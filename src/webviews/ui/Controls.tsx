import { type ComponentChildren, type VNode } from 'preact';

interface ButtonProps {
  readonly children?: ComponentChildren;
  readonly onClick: () => void;
  readonly primary?: boolean;
  readonly icon?: string;
  readonly disabled?: boolean | undefined;
  readonly title?: string | undefined;
}

export function Button({ children, onClick, primary, icon, disabled, title }: ButtonProps): VNode {
  return (
    <vscode-button
      appearance={primary ? 'primary' : 'secondary'}
      disabled={disabled ?? false}
      title={title}
      onClick={() => {
        if (!disabled) onClick();
      }}
    >
      {icon !== undefined && (
        <span slot="start" class={`codicon codicon-${icon}`} aria-hidden="true" />
      )}
      {children}
    </vscode-button>
  );
}

/** A button that is only an icon; `name` is what it does, for tooltip and screen readers. */
export function IconButton(props: {
  readonly icon: string;
  readonly name: string;
  readonly onClick: () => void;
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}): VNode {
  return (
    <button
      type="button"
      class="icon-button"
      title={props.name}
      aria-label={props.name}
      aria-pressed={props.pressed}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <span class={`codicon codicon-${props.icon}`} aria-hidden="true" />
    </button>
  );
}

/* The toolkit names a field by its text and overrules `aria-label`; the style sheet hides that text. */

export function TextField(props: {
  readonly value: string;
  readonly label: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string;
  readonly invalid?: boolean;
}): VNode {
  return (
    <vscode-text-field
      value={props.value}
      placeholder={props.placeholder}
      aria-invalid={props.invalid ? 'true' : undefined}
      class={props.invalid ? 'invalid' : undefined}
      onInput={(event) => props.onInput((event.target as HTMLInputElement).value)}
    >
      {props.label}
    </vscode-text-field>
  );
}

export function TextArea(props: {
  readonly value: string;
  readonly label: string;
  readonly rows: number;
  readonly onInput: (value: string) => void;
}): VNode {
  return (
    <vscode-text-area
      value={props.value}
      rows={props.rows}
      resize="vertical"
      onInput={(event) => props.onInput((event.target as HTMLTextAreaElement).value)}
    >
      {props.label}
    </vscode-text-area>
  );
}

export function Checkbox(props: {
  readonly checked: boolean;
  readonly label: string;
  readonly onChange: (checked: boolean) => void;
}): VNode {
  return (
    <vscode-checkbox
      checked={props.checked}
      onChange={(event) => {
        const { checked } = event.target as HTMLInputElement;
        if (checked !== props.checked) props.onChange(checked);
      }}
    >
      {props.label}
    </vscode-checkbox>
  );
}

export function Icon({ name, label }: { readonly name: string; readonly label?: string }): VNode {
  const spin = name.endsWith('~spin');
  const classes = `codicon codicon-${name.replace('~spin', '')}${spin ? ' codicon-modifier-spin' : ''}`;
  return label === undefined ? (
    <span class={classes} aria-hidden="true" />
  ) : (
    <span class={classes} role="img" aria-label={label} title={label} />
  );
}
