/** A leaderboard that is wider than the terminal. */

import {expect, test} from 'vitest';
import {leaderboardBlocks} from '../../source/commands/leaderboard-blocks.ts';
import {leaderboardGrid} from '../../source/leaderboard-grid.ts';
import {displayWidth} from '../../source/table.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {leaderboard} from '../../store/domain/leaderboard.ts';
import {madeModel} from '../helpers/made-models.ts';

const names = Array.from({length: 9}, (_, index) => `데이터셋_${index}`);
const models = ['a', 'b'].map((id, at) =>
	madeModel(`A/Model/${id}`, {
		model_id: id,
		notes: '논문 표 2 후보, 아주 긴 메모',
		testing: names.map((dataset, index) => ({dataset, performance: {total_time: at + index + 0.25}})),
	}),
);
const grid = leaderboardGrid(leaderboard(models, {metric: 'total_time', direction: 'minimize', by: 'model', config: defaultConfig}), {comments: []});

test('stands in blocks that fit, each with the names of the rows, and every dataset in one of them', () => {
	const lines = [...leaderboardBlocks(grid, {digits: undefined, columns: 60})];
	const headers = lines.filter(line => line.startsWith('#'));
	expect(headers.length).toBeGreaterThan(1);
	expect(headers.every(line => /^# +ALGORITHM +MODEL +/.test(line))).toBe(true);
	for (const name of names) expect(headers.filter(line => line.includes(name))).toHaveLength(1);
	expect(lines.slice(0, -3).filter(line => displayWidth(line) > 60)).toEqual([]);
	expect(lines.filter(line => line.includes('leaderboard'))).toHaveLength(1);
});

test('is one table where it fits, or where there is no terminal', () => {
	for (const columns of [undefined, 300]) {
		expect([...leaderboardBlocks(grid, {digits: undefined, columns})].filter(line => line.startsWith('#'))).toHaveLength(1);
	}
});
