/** Keeps 40 pieces of 30 kB in a spill below the folder that is given and prints how many of them come back. */

import {readBlob, Spill} from '../../store/blob-file.ts';

const spill = new Spill(process.argv[2] ?? '');
const kept = Array.from({length: 40}, (_, index) => spill.keep(Buffer.alloc(30_000, index)));
const good = kept.filter((blob, index) => readBlob(blob).equals(Buffer.alloc(30_000, index)));
console.log(`${good.length} of ${kept.length}`);
