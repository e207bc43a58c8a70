/** Prints what is marked in ROOT of the TARGETS (JSON), as JSON. */

import {markRemovals} from '../../store/removal-marks.ts';

const [root = '', targets = '[]'] = process.argv.slice(2);
console.log(JSON.stringify(markRemovals(root, JSON.parse(targets))));
