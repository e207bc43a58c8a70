/** In what order the hyperparameters stand in Browse, whatever the filter. */

import {expect, test} from 'vitest';
import {browseView} from '../../source/screens/browse-view.ts';
import {browseGrid} from '../../source/screens/browse-grid.ts';
import {rowFacts} from '../../source/screens/row-facts.ts';
import {initialApp} from '../../source/app-state.ts';
import {appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

/** All have a learning rate, fewer a seed, fewer epochs, fewest a batch size; those of the sweep have all of them, and one number of epochs. */
const models = Array.from({length: 9}, (_, index) =>
	madeModel(`Mscn/Model/m${index}`, {
		tags: index < 3 ? ['sweep'] : [],
		training: {
			hyperparams: {
				...(index < 3 ? {batch_size: index} : {}),
				learning_rate: index / 10,
				...(index < 7 ? {num_epoch: index < 3 ? 1 : index} : {}),
				...(index < 8 ? {a_seed: index} : {}),
			},
		},
	}),
);
const {screen} = appContext(models);
const namesFor = (filter: string) => {
	const {rows, unordered, ofTab} = browseView(screen.snapshot, {...initialApp.browse, algorithm: 'mscn', filter});
	return rowFacts(rows, unordered, ofTab).params.map(({name}) => name);
};

test('a filter leaves out what does not vary any more, and the others stand as before', () => {
	expect(namesFor('')).toEqual(['learning_rate', 'a_seed', 'num_epoch', 'batch_size']);
	expect(namesFor('tag:sweep')).toEqual(['learning_rate', 'a_seed', 'batch_size']);
	const grid = browseGrid({...initialApp.browse, algorithm: 'mscn', filter: 'tag:sweep'}, screen);
	expect(JSON.stringify(grid)).toMatch(/lr.*a_seed.*batch/);
});
