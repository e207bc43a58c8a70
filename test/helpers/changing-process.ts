/** Carries out in ROOT what REQUEST (JSON) says, once; exits with 10 if it was told that nothing was done, and 11 that something was left out. */

import {runChange} from '../../store/changes.ts';
import {UserError} from '../../store/domain/user-error.ts';

const [root = '', request = ''] = process.argv.slice(2);

try {
	const {skipped} = runChange({root, by: 'mreg', now: Date.now, waitMs: 60_000}, JSON.parse(request));
	if (skipped.length > 0) process.exitCode = 11;
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	process.exitCode = 10;
}
