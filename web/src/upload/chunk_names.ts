/* Names of chunks of a WAVE file. */
const KNOWN = new Set(
  (
    'bext iXML LIST fmt_ data fact cue_ smpl axml chna JUNK PAD_ FLLR id3_ ID3_ minf elm1 regn umid ' +
    'DGDA _PMX PEAK afsp inst cart levl ubxt link mext'
  )
    .split(' ')
    .map((name) => (name.endsWith('_') ? `${name.slice(0, 3)} ` : name)),
);

/* One that chunks do have; for places where sound could stand as well. */
export const isKnownChunk = (name: string): boolean => KNOWN.has(name);

/* Whether four characters can be a name at all. */
export const isChunkName = (name: string): boolean => /^[\x21-\x7e][\x20-\x7e]{3}$/.test(name);
