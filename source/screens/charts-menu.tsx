/** The menus of Charts: the hyperparameter of the scatter, and what is drawn. */

import type {ReactNode} from 'react';
import {Menu} from '../../components/menu.tsx';
import {safe} from '../../components/safe-text.ts';
import {formatNumber, safeText} from '../text.ts';
import {counted} from '../words.ts';
import {Float} from './browse-menus.tsx';
import type {BrowseAction, BrowseState} from './browse-state.ts';
import {ranksIn} from './browse-view.ts';
import type {ChartsAction, ChartsState} from './charts-state.ts';
import {parameterChoices} from './charts-view.ts';
import {ObjectiveMenu} from './objective-menu.tsx';
import type {ScreenContext} from './screen-context.ts';

export interface ChartsMenuProps {
	readonly state: ChartsState;
	readonly browse: BrowseState;
	readonly context: ScreenContext;
	readonly readOnly: boolean;
	readonly dispatch: (action: ChartsAction) => void;
	readonly onBrowse: (action: BrowseAction) => void;
}

export function ChartsMenu({state, browse, context, readOnly, dispatch, onBrowse}: ChartsMenuProps): ReactNode {
	const {snapshot, width, height} = context;
	const size = {width: width - 4, height: Math.max(1, Math.min(12, height - 6))};
	if (browse.menu === 'objective' && browse.choice) {
		const {algorithm} = browse.choice;
		const {models, objective} = ranksIn(snapshot.models, snapshot.config, browse.objectives).of(algorithm === '*' ? undefined : algorithm);
		return (
			<Float top={2} left={4}>
				<ObjectiveMenu
					{...{models, config: snapshot.config, choice: browse.choice, objective, readOnly, ...size}}
					onChoose={choice => onBrowse({kind: 'choose', choice})}
					typed={browse.menuKeys}
				/>
			</Float>
		);
	}
	if (state.menu === undefined) return null;
	const {choices, current} = parameterChoices(state, context);
	const items = choices.map(({name, effect, values, isSeed}) => ({
		label: safeText(name),
		hint: safe`${isSeed ? safe`a seed, not rated` : safe`explains ${formatNumber(effect * 100, 0)}%`}, ${counted(values, 'value')}`,
		value: name,
	}));
	return (
		<Float top={2} left={4}>
			{items.length === 0 ? (
				<Menu
					title={safe`No hyperparameter has several values`}
					items={[{label: safe`Esc goes back`, value: ''}]}
					onSelect={() => dispatch({kind: 'closeMenu'})}
					{...size}
				/>
			) : (
				<Menu
					title={safe`Against which hyperparameter?`}
					items={items}
					current={current}
					onSelect={name => dispatch({kind: 'parameter', name})}
					typed={state.menuKeys}
					{...size}
				/>
			)}
		</Float>
	);
}
