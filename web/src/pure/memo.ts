/* The last result again, for as long as nothing it was made of is another. */
export function remember<A extends readonly unknown[], R>(
  make: (...from: A) => R,
): (...from: A) => R {
  let last: { readonly from: A; readonly made: R } | null = null;
  return (...from) => {
    const before = last;
    if (before && from.every((each, i) => Object.is(each, before.from[i]))) return before.made;
    last = { from, made: make(...from) };
    return last.made;
  };
}
