type Key = string | number;

/**
 * Finds rows of one table by a key. Appended rows are read on the next look-up; when rows were removed or the
 * table was replaced, everything is read again. After a change of a row's key, call `forget`.
 */
export class TableIndex<Row extends object> {
  readonly #table: () => readonly Row[];
  readonly #keyOf: (row: Row) => Key | undefined;
  readonly #groups = new Map<Key, Row[]>();
  #read: readonly Row[] = [];
  #seen = 0;
  #last: Row | undefined;

  constructor(table: () => readonly Row[], keyOf: (row: Row) => Key | undefined) {
    this.#table = table;
    this.#keyOf = keyOf;
  }

  /** In the order of the table. */
  all(key: Key): readonly Row[] {
    this.#catchUp();
    return this.#groups.get(key) ?? [];
  }

  /** The newest row of a key. */
  one(key: Key): Row | undefined {
    return this.all(key).at(-1);
  }

  forget(): void {
    this.#groups.clear();
    this.#seen = 0;
    this.#last = undefined;
  }

  #catchUp(): void {
    const table = this.#table();
    const same =
      table === this.#read &&
      table.length >= this.#seen &&
      (this.#seen === 0 || table[this.#seen - 1] === this.#last);
    if (!same) this.forget();
    this.#read = table;
    for (let row = table[this.#seen]; row !== undefined; row = table[this.#seen]) {
      this.#seen++;
      this.#last = row;
      const key = this.#keyOf(row);
      if (key === undefined) continue;
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, [row]);
      else group.push(row);
    }
  }
}
