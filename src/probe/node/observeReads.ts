/**
 * Learning that a method is about to be called, without wrapping it. An accessor property stands in
 * the method's place: its getter runs before the call, has the receiver, and leaves no frame in the
 * stack traces of the method itself.
 */

export type Undo = () => void;

/**
 * Calls `note` with the receiver whenever `target[name]` is read, on `target` or on what inherits
 * from it. To everybody else the property behaves as before: who assigns to it replaces the method,
 * for `target` or for one instance, and what is inherited goes on being inherited.
 *
 * @param note must not call into the program; what it throws is dropped
 * @param inherited reads `name` from what `target` inherits from. All these getters are one to V8, for
 *   which a name that differs from one to the other is a search through the prototypes each time, and
 *   a name that is written down is next to nothing: for what busy programs read
 * @returns puts the plain property back, unless somebody else has replaced it in the meantime
 */
export function observeReads<T extends object>(
  target: T,
  name: string | symbol,
  note: (receiver: T) => void,
  inherited: (parent: T) => unknown = (parent) => parent[name as keyof T],
): Undo {
  const own = Object.getOwnPropertyDescriptor(target, name);
  if (own && (!own.configurable || !('value' in own))) return () => undefined;
  const parent = Object.getPrototypeOf(target) as T | null;
  let isOwn = own !== undefined;
  let method: unknown = own?.value;

  function get(this: T): unknown {
    try {
      note(this);
    } catch {
      // The program has its method all the same.
    }
    return isOwn ? method : parent && inherited(parent);
  }
  function set(this: T, replacement: unknown): void {
    if (this === target) {
      method = replacement;
      isOwn = true;
    } else {
      Object.defineProperty(this, name, plain(replacement, true));
    }
  }
  const enumerable = own?.enumerable ?? isEnumerableAbove(parent, name);
  Object.defineProperty(target, name, { get, set, enumerable, configurable: true });

  return () => {
    if (Object.getOwnPropertyDescriptor(target, name)?.get !== get) return;
    if (isOwn) Object.defineProperty(target, name, plain(method, enumerable));
    else Reflect.deleteProperty(target, name);
  };
}

/** A symbol that the runtime keeps to itself, found by what it is called. */
export function symbolOf(owner: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(owner).find((symbol) => symbol.description === description);
}

function plain(value: unknown, enumerable: boolean): PropertyDescriptor {
  return { value, writable: true, enumerable, configurable: true };
}

/** A shadow that is enumerable where the shadowed is not would show up in `for in`. */
function isEnumerableAbove(from: object | null, name: string | symbol): boolean {
  for (let at = from; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found.enumerable ?? false;
  }
  return false;
}
