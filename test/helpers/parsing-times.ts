/** Prints, as JSON, what this process (in its time zone) makes of the times given as a JSON list: `parseTime` beside `new Date()`. */

import {parseTime} from '../../store/domain/identifier.ts';

const texts = JSON.parse(process.argv[2] ?? '[]') as string[];
console.log(JSON.stringify(texts.map(text => ({text, ours: parseTime(text) ?? null, theirs: new Date(text).getTime()}))));
