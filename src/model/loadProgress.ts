/** How far a long reading is, in runs. */
export interface LoadProgress {
  readonly done: number;
  readonly total: number;
}
