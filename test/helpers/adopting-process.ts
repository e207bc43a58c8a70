/** Makes in ROOT the change that REQUEST (JSON) says, once; exits with 10 if it was told that nothing was done. */

import {runChange} from '../../store/changes.ts';
import {UserError} from '../../store/domain/user-error.ts';

const [root = '', request = ''] = process.argv.slice(2);

try {
	runChange({root, by: 'mreg adopt', now: Date.now, waitMs: 60_000}, JSON.parse(request));
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	process.exitCode = 10;
}
