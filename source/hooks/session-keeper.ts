/** Keeps what the dashboard remembers of a registry on the disk: when it rests, every minute, and at its end, whatever that is. */

import type {Session} from '../../store/domain/session.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {readSession, writeSession} from '../../store/session-file.ts';

export interface SessionKeeper {
	/** What was remembered of the last visit. */
	readonly session: Session;
	/** From now on this is asked for what to remember. @param onProblem is told once, in a raw sentence, that it cannot be kept */
	readonly follow: (current: () => Session, onProblem: (text: string) => void) => void;
	/** Writes what is to be remembered. @param exitCode of a bug: what led there is not gone back to */
	readonly keep: (exitCode?: number) => void;
	/** No timer is left then. */
	readonly close: () => void;
}

export interface KeeperOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** Absolute. */
	readonly home: string;
	/** Milliseconds since 1970. */
	readonly clock: () => number;
}

/** What was changed is kept when it held still for so long (milliseconds). */
const rest = 2_000;
/** So little of a visit is lost at most, and so exact is the time of its end (milliseconds). */
const longest = 60_000;
const bug = 70;

export function openSessionKeeper({root, env, home, clock}: KeeperOptions): SessionKeeper {
	let current: (() => Session) | undefined;
	let tell: ((text: string) => void) | undefined;
	let seen: Session | undefined;
	let kept: Session | undefined;
	let keptAt = clock();
	let isOver = false;
	const write = (session: Session) => {
		keptAt = clock();
		kept = session;
		try {
			writeSession(root, {...session, leftAt: keptAt}, {env, home});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			// The screen is gone where this is its end.
			tell?.(`What is shown here is not remembered for the next start: ${error.message}`);
			tell = undefined;
		}
	};
	const look = () => {
		if (!current || isOver) return;
		const now = current();
		const isAtRest = seen !== undefined && isSame(now, seen);
		seen = now;
		if ((isAtRest && !isSame(now, kept ?? {})) || clock() - keptAt >= longest) write(now);
	};
	const timer = setInterval(look, rest);
	timer.unref();
	return {
		session: readSession(root, env, home),
		follow: (asked, onProblem) => {
			current = asked;
			tell = onProblem;
			kept = asked();
		},
		keep: exitCode => {
			if (isOver) return;
			// A bug in the first frame comes before anything can be asked.
			if (exitCode === bug) write({});
			else if (current) write(current());
			// What is drawn is taken down after a bug, too, and that is an end without one.
			isOver = exitCode === bug;
		},
		close: () => clearInterval(timer),
	};
}

/** Whether two are of the same objects. */
function isSame(a: Session, b: Session): boolean {
	const values = new Map<string, unknown>(Object.entries(b));
	return Object.entries(a).every(([key, value]) => values.get(key) === value) && Object.keys(b).every(key => Object.hasOwn(a, key));
}
