/** `mreg problems`: what could not be indexed, and why. */

import {safe} from '../../components/safe-text.ts';
import {jsonListLines} from '../model-json.ts';
import {tableLines} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {doctorHint} from './doctor-hint.ts';

export const problems: Command = {
	name: 'problems',
	summary: 'list what could not be read or is odd: file and reason',
	examples: [{line: 'mreg problems', summary: 'every file with its reason'}],
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	const snapshot = await context.snapshot();
	const {problems: found, models, root} = snapshot;
	if (options.json === true) {
		return {
			lines: jsonListLines(
				{root},
				'problems',
				found.values().map(problem => jsonText(problem)),
			),
		};
	}
	const name = (path: string) => safeText(path === '' ? '.' : path);
	if (options.quiet === true) return {lines: found.map(problem => name(problem.path))};
	if (found.length === 0) return {lines: [], notes: [safe`No problems in ${counted(models.length, 'model')}.`, ...doctorHint(context)]};
	const rows = found.map(problem => [name(problem.path), safeText(problem.message)]);
	return {lines: tableLines([{header: safe`FILE`}, {header: safe`REASON`}], rows), notes: doctorHint(context)};
}
