/** What the mouse does: a click does what the part of the screen says that lies there, the wheel goes three rows on. */

import type {DOMElement} from 'ink';
import {useEffect, useEffectEvent, type RefObject} from 'react';
import {hitAt, type Pressed} from '../components/pointed.ts';
import type {ActionId} from './key-binding.ts';
import {currentKeys} from './keymap.ts';
import type {MouseEvent} from './mouse-reports.ts';
import type {Mouse} from './terminal-mouse.ts';

export interface MouseOptions {
	/** undefined: there is none. */
	readonly mouse: Mouse | undefined;
	/** The box that holds the whole screen. */
	readonly screen: RefObject<DOMElement | null>;
	/** What takes the keys now; `filter`: the field of Browse, which a click beside it ends as Enter does. */
	readonly taker: () => 'keys' | 'over' | 'filter' | 'text';
	readonly act: (action: ActionId) => void;
}

const wheelRows = 3;
const escape = '\u001B';

/** Listens to the mouse. Whatever it does is done as though keys were pressed. */
export function useMouse({mouse, screen, taker, act}: MouseOptions): void {
	const press = (pressed: Pressed): void => {
		switch (pressed.kind) {
			case 'typed':
				return mouse?.type(pressed.text);
			case 'run':
				return pressed.run();
			case 'action': {
				const known = currentKeys().find(({id}) => id === pressed.name);
				return known && act(known.id);
			}
			case 'move': {
				const {down = 0, right = 0, then, again} = pressed;
				for (let step = 0; step < Math.abs(down); step++) act(down < 0 ? 'up' : 'down');
				for (let step = 0; step < Math.abs(right); step++) act(right < 0 ? 'left' : 'right');
				const next = then ?? (down === 0 && right === 0 ? again : undefined);
				return next && press(next);
			}
		}
	};
	const click = (root: DOMElement, cell: {readonly column: number; readonly row: number}): void => {
		const {pressed, isFloating} = hitAt(root, cell);
		const now = taker();
		// The keys of what takes them, wherever it stands.
		if (pressed?.kind === 'typed') return press(pressed);
		if (now === 'over' && !isFloating) return press({kind: 'typed', text: escape});
		if (now === 'text') return undefined;
		if (!pressed) return undefined;
		if (now === 'filter') press({kind: 'typed', text: '\r'});
		return press(pressed);
	};
	const wheel = (isDown: boolean) => {
		const now = taker();
		if (now === 'keys') for (let row = 0; row < wheelRows; row++) act(isDown ? 'down' : 'up');
		else if (now === 'over') press({kind: 'typed', text: `${escape}[${isDown ? 'B' : 'A'}`});
	};
	const take = useEffectEvent(({kind, column, row}: MouseEvent) => {
		if (!screen.current) return;
		if (kind === 'press') click(screen.current, {column, row});
		else wheel(kind === 'wheelDown');
	});
	useEffect(() => mouse?.listen(event => take(event)), [mouse]);
}
