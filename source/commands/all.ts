/** Every command, in the order in which help lists them. */

import {adopt} from './adopt.ts';
import {alias} from './alias.ts';
import {apply} from './apply.ts';
import {best} from './best.ts';
import {cleanup} from './cleanup.ts';
import type {Command} from './command.ts';
import {compare} from './compare.ts';
import {completion} from './completion.ts';
import {config} from './config.ts';
import {doctor} from './doctor.ts';
import {get} from './get.ts';
import {importCommand} from './import.ts';
import {index} from './index-files.ts';
import {inspect} from './inspect.ts';
import {latest} from './latest.ts';
import {leaderboardCommand} from './leaderboard.ts';
import {lineage} from './lineage.ts';
import {list} from './list.ts';
import {log} from './log.ts';
import {metrics} from './metrics.ts';
import {note} from './note.ts';
import {plot} from './plot.ts';
import {problems} from './problems.ts';
import {protect, unprotect} from './protect.ts';
import {purge} from './purge.ts';
import {record} from './record.ts';
import {register} from './register.ts';
import {report} from './report.ts';
import {resolve} from './resolve.ts';
import {restore} from './restore.ts';
import {rm} from './rm.ts';
import {rsyncFilter} from './rsync-filter.ts';
import {show} from './show.ts';
import {since} from './since.ts';
import {summary} from './summary.ts';
import {tag} from './tag.ts';
import {trash} from './trash.ts';
import {undo} from './undo.ts';
import {unlock} from './unlock.ts';
import {verify} from './verify.ts';
import {versions} from './versions.ts';
import {view} from './view.ts';
import {watch} from './watch.ts';

const looking: readonly Command[] = [
	list,
	show,
	inspect,
	get,
	versions,
	lineage,
	summary,
	best,
	latest,
	resolve,
	compare,
	leaderboardCommand,
	plot,
	report,
	metrics,
	view,
	problems,
	since,
	watch,
];
const changing: readonly Command[] = [
	register,
	adopt,
	importCommand,
	record,
	tag,
	note,
	alias,
	protect,
	unprotect,
	cleanup,
	apply,
	rm,
	trash,
	restore,
	undo,
	purge,
	log,
];
const caring: readonly Command[] = [verify, doctor, unlock, index, config, rsyncFilter, completion];

export const commands: readonly Command[] = [...looking, ...changing, ...caring];
