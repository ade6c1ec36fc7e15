/** Paragraphs of a description as HTML. Nothing but paragraphs is rendered: the sandbox has no Markdown engine. */
export function markdownHtml(source: string | undefined): string {
  if (source === undefined || source.trim() === '') return '';
  return source
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p dir="auto">${escapeHtml(part)}</p>`)
    .join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
