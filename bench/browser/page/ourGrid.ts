import { gridPage, middle } from './gridActions';

const page = gridPage({
  rows: '.table-body [role=row]',
  sort: (_name, header) => header.querySelector('button')?.click(),
  filter: (name, on) => {
    const line = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(
      '.toolbar [role=combobox], .toolbar textarea, .toolbar input:not([type=checkbox])',
    );
    if (!line) throw new Error('there is no query line');
    line.value = on ? `metrics.${name} > ${middle.from} and metrics.${name} < ${middle.to}` : '';
    line.dispatchEvent(new InputEvent('input', { bubbles: true }));
  },
});
Object.assign(window, { grid: page });
