/** Every command, in the order in which help lists them. */

import type {Command} from './command.ts';
import {index} from './index-files.ts';
import {latest} from './latest.ts';
import {list} from './list.ts';
import {problems} from './problems.ts';
import {show} from './show.ts';
import {summary} from './summary.ts';

export const commands: readonly Command[] = [list, show, summary, latest, problems, index];
