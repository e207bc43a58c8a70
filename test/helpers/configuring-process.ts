/** Sets directions of TIMES metrics, named after NAME and a number, one by one in the config of ROOT. */

import {editConfig} from '../../store/config-editor.ts';

const [root = '', name = '', times = '1'] = process.argv.slice(2);

for (let i = 0; i < Number(times); i++) {
	await editConfig(root, [{path: ['metrics', `${name}${i}`, 'direction'], value: 'maximize'}], {waitMs: 60_000});
}
