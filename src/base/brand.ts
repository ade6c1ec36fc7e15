declare const tag: unique symbol;

/** A type that cannot be swapped for another of the same shape: `type RunId = Brand<string, 'RunId'>`. */
export type Brand<T, Name extends string> = T & { readonly [tag]: Name };
