/** Inspects an artifact as a process of its own, and prints what is told of it. */

import {inspectArtifact} from '../../store/inspect.ts';

const [path = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await inspectArtifact(path)));
