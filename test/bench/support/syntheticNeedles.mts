/** Needles as signatures of further runtimes and tools would bring them, in steady order. */
const subjects = ['he port', 'ort %', 'ddress', 'erver', 'nother process', 'ocket', 'istener'];
const predicates = [
  'is already allocated',
  'is occupied by pid',
  'could not be bound',
  'is not available',
  'refused to listen',
  'was taken by',
  'cannot be reserved',
];
const endings = ['', ' (os error', ', exiting', ': bind failed'];

/** @param count at most 196 */
export function syntheticNeedles(count: number): string[] {
  return subjects
    .flatMap((subject) =>
      predicates.flatMap((predicate) =>
        endings.map((ending) => `${subject} ${predicate}${ending}`),
      ),
    )
    .slice(0, count);
}
