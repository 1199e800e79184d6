/* tus-js-client's types name what Node has; in a browser it is never there. */
interface Buffer extends Uint8Array {}
