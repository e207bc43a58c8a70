/** Registers the folder FROM in ROOT, moves it to the trash, brings it back, and tries once more where nothing may be written; prints what came of it as JSON. */

import fs from 'node:fs';
import path from 'node:path';
import {UserError} from '../../store/domain/user-error.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {markRemovals} from '../../store/removal-marks.ts';
import {change} from './changes.ts';
import {register, registrationOf} from './registering.ts';

const [root = '', from = ''] = process.argv.slice(2);
const models = path.join(root, 'Resnet18/Model');
const {registered, done} = register(root, registrationOf(from));
const key = registered?.key ?? '';
const target = {
	key,
	id: 'resnet18_v1',
	algorithm: 'resnet18',
	folder: 'Resnet18',
	artifact: key,
	sidecar: `${key}.json`,
	files: [],
	bytes: 2,
	entry: 'resnet18_v1',
};
const before = listing(models);
const {txn = ''} = change(root, {kind: 'trash', removals: markRemovals(root, [target]).marked.map(({removal}) => removal)});
const trashed = listTrash(root).entries.flatMap(entry => entry.models.map(model => model.key));
change(root, {kind: 'restore', models: done.map(each => ({txn, key: each}))});
const after = listing(models);
fs.chmodSync(models, 0o555);
let refused = '';
try {
	register(root, registrationOf(from, {isNewWanted: true}));
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	refused = error.message;
}
fs.chmodSync(models, 0o755);
console.log(JSON.stringify({before, after, trashed, refused}));

/** Names, modes and bytes of all in a folder. */
function listing(folder: string): string {
	const names = fs.readdirSync(folder, {recursive: true, encoding: 'utf8'}).sort();
	return names
		.map(name => {
			const stat = fs.lstatSync(path.join(folder, name));
			return `${name} ${stat.mode.toString(8)} ${stat.isFile() ? fs.readFileSync(path.join(folder, name), 'utf8') : ''}`;
		})
		.join('\n');
}
