/** Opens the registry that is given, waits until all of it was looked at, closes it and prints how many models there are; then it must end by itself. */

import {openRegistry} from '../../store/registry.ts';
import {until} from './until.ts';

const registry = openRegistry({root: process.argv[2] ?? '', reason: 'test', env: process.env});
await until(() => registry.getSnapshot().activity.phase === 'live', {timeout: 20_000});
await registry.close();
console.log(registry.getSnapshot().models.length);
