/** Takes any object for `this`: what a class that extends it initialises becomes part of that. */
export const Adopting = function adopt(object: object) {
  return object;
} as unknown as new (object: object) => object;

class Attached extends Adopting {
  #value: unknown;
  constructor(object: object, value: unknown) {
    super(object);
    this.#value = value;
  }
  static get(object: object): unknown {
    return #value in object ? object.#value : undefined;
  }
  static set(object: object, value: unknown): void {
    if (#value in object) object.#value = value;
    else new Attached(object, value);
  }
}

/**
 * Keeps something with objects of the runtime's of one kind, as a private field of ours: no key, no
 * symbol, nothing that `console.log` shows, and gone with the object. A `WeakMap` would do the same, for
 * twenty times the time to set (0.4 µs) and more work for the garbage collector.
 *
 * V8 finds a private field in a few instructions as long as the objects have a handful of shapes and the
 * field has one name; else it searches each object (800 instructions). So all kinds share one field, and
 * what gets and loses members all the time, as sockets do, is not fit for it.
 */
export function attachments<T>(): {
  readonly get: (object: object) => T | undefined;
  readonly set: (object: object, value: T) => void;
} {
  return Attached as ReturnType<typeof attachments<T>>;
}
