/** Registers in ROOT what REGISTRATION (JSON) says, once; exits with 10 if it was told that nothing was done. */

import {runChange} from '../../store/changes.ts';
import {UserError} from '../../store/domain/user-error.ts';

const [root = '', registration = ''] = process.argv.slice(2);

try {
	runChange({root, by: 'mreg register', now: Date.now, waitMs: 60_000}, {kind: 'register', registration: JSON.parse(registration)});
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	process.exitCode = 10;
}
