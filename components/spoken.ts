/** What parts of the screen that hold their own state would have read out: the choice under a menu's cursor, the text of a field. */
import {createContext, useContext, useLayoutEffect} from 'react';
import type {SafeText} from './safe-text.ts';

/** `asked`: what is to be answered or chosen; `choice`: what the cursor is on; `field`: what is typed. */
export type SpokenSlot = 'asked' | 'choice' | 'field';

export type Speaker = {
	/** @param text undefined: it is there no more */
	readonly hear: (slot: SpokenSlot, text: SafeText | undefined) => void;
};

/** Who listens; nobody does where the screen is drawn. */
export const SpeakerContext = createContext<Speaker | undefined>(undefined);

/** Has a text read out when it becomes another. */
export function useSpoken(slot: SpokenSlot, text: SafeText | undefined): void {
	const speaker = useContext(SpeakerContext);
	useLayoutEffect(() => {
		speaker?.hear(slot, text);
		return () => speaker?.hear(slot, undefined);
	}, [speaker, slot, text]);
}
