/** Help: the keys, those of the screen it was opened from first, and the query language. */

import type {ReactNode} from 'react';
import {Overlay} from '../../components/overlay.tsx';
import {safe} from '../../components/safe-text.ts';
import type {HelpedScreen} from '../routes.ts';
import {helpLines, helpTextWidth} from './help-lines.ts';

export interface HelpScreenProps {
	readonly from: HelpedScreen;
	/** The first line in view. */
	readonly offset: number;
	/** The keys that change the registry are not there. */
	readonly readOnly: boolean;
	readonly width: number;
	readonly height: number;
}

export function HelpScreen({from, offset, readOnly, width, height}: HelpScreenProps): ReactNode {
	return <Overlay title={safe`Keys`} lines={helpLines(from, helpTextWidth(width), readOnly)} width={width} height={height} offset={offset} />;
}
