/** The UserError that an action ends with; anything else fails the test. */

import {expect} from 'vitest';
import {UserError} from '../../store/domain/user-error.ts';

export function userErrorOf(action: () => unknown): UserError {
	try {
		action();
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	return expect.fail('nothing was thrown');
}
