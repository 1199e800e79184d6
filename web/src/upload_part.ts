/* What is loaded when something is to be sent: the client of the protocol, and its view. */
export { Uploads } from './upload/uploads.js';
export { UploadView } from './views/upload.js';
