// `byoip/node`: what needs files.

export { fileJournal } from '../apply/file-journal.js';
export type { Journal } from '../apply/journal.js';
