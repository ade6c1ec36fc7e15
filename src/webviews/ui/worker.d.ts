/** A module bundled for a worker, as text: what a view starts it has to bring along. */
declare module 'worker:*' {
  export const source: string;
}
