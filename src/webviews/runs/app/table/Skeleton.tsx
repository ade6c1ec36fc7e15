import { type VNode } from 'preact';

const rows = 24;
const widths = [118, 62, 54, 48, 60, 60, 96, 84];

/** The table before the first runs are here: its head and grey rows. */
export function Skeleton(): VNode {
  return (
    <div class="skeleton" role="status" aria-label="Reading the runs…">
      <div class="skeleton-head faint" aria-hidden="true">
        Name
      </div>
      {Array.from({ length: rows }, (_one, row) => (
        <div key={row} class="skeleton-row" aria-hidden="true">
          <span class="skeleton-box" />
          {widths.map((width, index) => (
            <span
              key={index}
              class="skeleton-bar"
              style={{ width: `${width - ((row * 7 + index * 13) % 4) * 9}px` }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
