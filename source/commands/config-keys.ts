/** `mreg config keys`: every action by the name that the settings take, with the keys that it has now. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {KeyBinding} from '../key-binding.ts';
import {remapped} from '../remapping.ts';
import {tableLines, type Column} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import type {Context, Options, Result} from './command.ts';
import {userOf} from './config-files.ts';

const columns: readonly Column[] = [
	{header: safe`ACTION`, least: 16},
	{header: safe`KEYS`, least: 6},
	{header: safe`SHOWN AS`, least: 8},
	{header: safe`WHAT IT DOES`},
];

/** An action that does one thing on some screens and another on others has a line for each. */
export async function keysOfActions(context: Context, options: Options): Promise<Result> {
	const {readSettings} = await import('../../store/user-settings.ts');
	const {env, home} = userOf(context);
	const {bindings} = remapped(readSettings(env, home).settings.keys);
	if (options.quiet === true) return {lines: [...new Set(bindings.map(({id}) => id))].map(safeText)};
	if (options.json === true) return {lines: [jsonText({schema: 1, actions: bindings.map(actionJson)})]};
	return {
		lines: tableLines(columns, bindings.map(row), context.columns),
		notes: [safe`Others stand in your settings, mreg config edit: {"keys": {"showCleanup": ["x", "X"], "flipSort": []}}`],
	};
}

function row({id, shown, label, help}: KeyBinding): readonly SafeText[] {
	return [safeText(id), shown === '' ? safe`–` : safeText(shown), safeText(label), safeText(help)];
}

function actionJson({id, keys, label, help, screens, isRemapped}: KeyBinding) {
	return {action: id, keys, label, help, screens, isRemapped: isRemapped === true};
}
