import assert from 'node:assert/strict';
import { observeReads } from '../../../src/probe/node/observeReads';

class Base {
  inherited(): string {
    return 'base';
  }
}

class Derived extends Base {
  own(): string {
    return `own ${this.inherited()}`;
  }
}

describe('observing reads of a method', () => {
  function observe(name: 'own' | 'inherited') {
    const seen: unknown[] = [];
    const undo = observeReads(Derived.prototype, name, (receiver) => seen.push(receiver));
    return { seen, undo };
  }
  const original = Object.getOwnPropertyDescriptors(Derived.prototype);
  afterEach(() => {
    assert.deepEqual(Object.getOwnPropertyDescriptors(Derived.prototype), original);
    assert.equal(new Derived().own(), 'own base');
  });

  it('tells the receiver, and leaves no frame and no trace when undone', () => {
    const { seen, undo } = observe('own');
    const derived = new Derived();
    assert.equal(derived.own(), 'own base');
    assert.deepEqual(seen, [derived]);
    undo();
    derived.own();
    assert.equal(seen.length, 1);
  });

  it('goes on inheriting what somebody changes above', () => {
    const { inherited } = Object.getOwnPropertyDescriptors(Base.prototype);
    const { seen, undo } = observe('inherited');
    Base.prototype.inherited = () => 'changed';
    assert.equal(new Derived().inherited(), 'changed');
    assert.equal(seen.length, 1);
    Object.defineProperty(Base.prototype, 'inherited', inherited);
    undo();
  });

  it("takes somebody else's method in the prototype, and still sees the reads", () => {
    const { seen, undo } = observe('own');
    const before: unknown = Reflect.get(Derived.prototype, 'own');
    Derived.prototype.own = () => 'patched';
    assert.equal(new Derived().own(), 'patched');
    assert.equal(seen.length, 2); // that of `before`, and the call
    Reflect.set(Derived.prototype, 'own', before);
    undo();
    // What was assigned became enumerable nowhere.
    assert.deepEqual(Object.keys(Derived.prototype), []);
  });

  it('lets an instance have its own', () => {
    const { seen, undo } = observe('own');
    const derived = new Derived();
    derived.own = () => 'mine';
    assert.equal(derived.own(), 'mine');
    assert.deepEqual(Object.keys(derived), ['own']);
    assert.equal(seen.length, 0);
    undo();
  });

  it('leaves alone what was replaced in the meantime, and what cannot be changed', () => {
    const { undo } = observe('own');
    Object.defineProperty(Derived.prototype, 'own', original.own);
    undo();
    const frozen = Object.freeze({ method: () => 1 });
    observeReads(frozen, 'method', () => assert.fail())();
    assert.equal(frozen.method(), 1);
  });

  it('gives the method though the observer throws', () => {
    const undo = observeReads(Derived.prototype, 'own', () => assert.fail());
    assert.equal(new Derived().own(), 'own base');
    undo();
  });
});
