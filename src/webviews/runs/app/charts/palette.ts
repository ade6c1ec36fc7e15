/** Colours of the theme, as a canvas and a picture take them: no CSS variables. */
export interface Palette {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly background: string;
  readonly accent: string;
  readonly family: string;
  readonly highContrast: boolean;
  resolve(color: string): string;
}

export function readPalette(): Palette {
  const styles = getComputedStyle(document.body);
  const variable = (name: string, otherwise: string): string =>
    styles.getPropertyValue(name).trim() || otherwise;
  const text = variable('--vscode-foreground', '#888888');
  return {
    text,
    faint: variable('--vscode-descriptionForeground', text),
    grid: text,
    background: variable('--vscode-editor-background', '#ffffff'),
    accent: variable('--vscode-focusBorder', text),
    family: styles.fontFamily,
    highContrast: /vscode-high-contrast/.test(document.body.className),
    resolve: (color) => {
      const match = /^var\((--[\w-]+)(?:,\s*(.+))?\)$/.exec(color);
      return match ? variable(match[1] ?? '', match[2] ?? '#888888') : color;
    },
  };
}
