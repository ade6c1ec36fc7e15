/** What a run's file holds in tests: pictures that browsers draw, JSON, tables, and text that must stay text. */
export function artifactBytes(path: string, run: number): Uint8Array {
  if (path.endsWith('.png')) return Uint8Array.from(Buffer.from(png[run % 2] ?? '', 'base64'));
  const text = path.endsWith('.json')
    ? JSON.stringify({ epochs: [1, 2, { loss: 0.5, note: '<img src=x onerror=alert(1)>' }], run })
    : path.endsWith('.csv')
      ? `feature,importance\nincome,0.${run}\n"<b>age</b>",0.2\n`
      : `artifact_path: model\nrun_id: ${run}\n<script>alert(1)</script>\n`;
  return new TextEncoder().encode(text);
}

/** One dark and one light pixel. */
const png = [
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
];
