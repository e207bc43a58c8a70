/** Sets a direction in the config of ROOT and prints what stood in the way, as JSON. */

import {editConfig} from '../../store/config-editor.ts';
import {UserError} from '../../store/domain/user-error.ts';

const [root = ''] = process.argv.slice(2);
try {
	await editConfig(root, [{path: ['metrics', 'auc', 'direction'], value: 'maximize'}], {waitMs: 0});
	console.log('{}');
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	console.log(JSON.stringify({code: error.code, message: error.message, hint: error.hint}));
}
