/** Every command, in the order in which help lists them. */

import {best} from './best.ts';
import type {Command} from './command.ts';
import {compare} from './compare.ts';
import {index} from './index-files.ts';
import {latest} from './latest.ts';
import {leaderboardCommand} from './leaderboard.ts';
import {list} from './list.ts';
import {metrics} from './metrics.ts';
import {problems} from './problems.ts';
import {show} from './show.ts';
import {summary} from './summary.ts';

export const commands: readonly Command[] = [list, show, summary, best, latest, compare, leaderboardCommand, metrics, problems, index];
