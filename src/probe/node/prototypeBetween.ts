/**
 * Puts a prototype of ours between single objects and the one they inherit from. Neither the objects
 * nor what they inherit from get a key: what lists, compares or prints them shows nothing new. That
 * is also ten times as fast as giving an object methods of its own.
 */
export class PrototypeBetween {
  private readonly made = new Map<object, object>();

  /** @param equip adds to a new prototype what it is there for, once for each kind of object */
  constructor(private readonly equip: (between: object, prototype: object) => void) {}

  insert(object: object): void {
    const prototype = prototypeOf(object);
    if (!prototype || this.isOurs(prototype)) return;
    let between = this.made.get(prototype);
    if (!between) {
      between = Object.create(prototype) as object;
      this.equip(between, prototype);
      this.made.set(prototype, between);
    }
    Object.setPrototypeOf(object, between);
  }

  /** Leaves alone what has got yet another prototype in the meantime. */
  remove(object: object): void {
    const prototype = prototypeOf(object);
    if (prototype && this.isOurs(prototype)) Object.setPrototypeOf(object, prototypeOf(prototype));
  }

  private isOurs(prototype: object): boolean {
    const original = prototypeOf(prototype);
    return original !== null && this.made.get(original) === prototype;
  }
}

function prototypeOf(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}
