/** A click finds what is drawn: every cell of a screen means what stands in it. */

import {Box, Text, type DOMElement} from 'ink';
import {createRef} from 'react';
import {expect, test} from 'vitest';
import {ComparisonTable} from '../../components/comparison-table.tsx';
import {KeyBar} from '../../components/key-bar.tsx';
import {LeaderboardTable} from '../../components/leaderboard-table.tsx';
import {ListWindow} from '../../components/list-window.tsx';
import {hitAt, PointerContext, useFloating, usePointed, type Hit, type Pressed} from '../../components/pointed.ts';
import {safe, type SafeText} from '../../components/safe-text.ts';
import {TabBar} from '../../components/tab-bar.tsx';
import {safeText} from '../../source/text.ts';
import {placeOf} from '../helpers/mouse.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const action = (name: string): Pressed => ({kind: 'action', name});
const names = ['논문 후보', 'mscn', 'lero', 'knob'].map(safeText);

/** Stands over the rest, with a frame. */
function Over({children}: {readonly children: SafeText}) {
	const box = useFloating();
	const inner = usePointed(() => action('over'));
	return (
		<Box ref={box} position="absolute" marginTop={3} marginLeft={10}>
			<Box ref={inner} borderStyle="round">
				<Text>{children}</Text>
			</Box>
		</Box>
	);
}

function screen(isOn = true) {
	const root = createRef<DOMElement>();
	const element = (
		<PointerContext value={isOn}>
			<Box ref={root} flexDirection="column" width={60}>
				<TabBar tabs={names.map((label, index) => ({label, count: index * 10}))} active={1} width={60} pressed={tab => action(`tab ${tab}`)} />
				<Box>
					<ListWindow header={[safe`head`]} count={20} renderRow={index => safe`row ${index}`} cursor={6} height={5} offset={4} width={40} />
					<Text>beside</Text>
				</Box>
				<Over>{safe`question`}</Over>
				<KeyBar
					items={['a', 'b', 'c'].map(key => ({key: safeText(key), label: safe`does it`, pressed: action(key)}))}
					end={[{key: safe`q`, label: safe`quit`, pressed: action('q')}]}
					width={60}
				/>
			</Box>
		</PointerContext>
	);
	const terminal = renderToScreen(element, {cols: 60, rows: 12});
	const hit = (text: string | RegExp, beside = 0): Hit => {
		const {column, row} = placeOf(terminal.screen(), text);
		if (!root.current) throw new Error('Nothing is drawn');
		return hitAt(root.current, {column: column + beside, row});
	};
	return {terminal, root, hit};
}

test('tabs and keys are found by where they stand, also behind wide characters; what is between them means nothing', async () => {
	const {terminal, hit} = screen();
	using _ = terminal;
	await terminal.until('row 8');
	for (const [index, name] of names.entries()) {
		expect(hit(name).pressed).toEqual(action(`tab ${index}`));
		expect(hit(name, 5).pressed).toEqual(action(`tab ${index}`));
	}
	expect(hit('lero', -1).pressed).toBeUndefined();
	for (const key of ['a', 'b', 'c']) expect(hit(`${key} does it`, 8).pressed).toEqual(action(key));
	expect(hit('c does it', 9).pressed).toBeUndefined();
	expect(hit('q quit').pressed).toEqual(action('q'));
	expect(hit('q quit', 5).pressed).toEqual(action('q'));
});

test('a row of a window is so far from the cursor; its header and what stands beside it are no row', async () => {
	const {terminal, hit} = screen();
	using _ = terminal;
	await terminal.until('row 8');
	for (const index of [4, 5, 6]) expect(hit(`row ${index}`).pressed).toMatchObject({kind: 'move', down: index - 6});
	expect(hit('head').pressed).toBeUndefined();
	expect(hit('beside').pressed).toBeUndefined();
});

test('what lies on top is hit, its frame too, and it is told from what lies below', async () => {
	const {terminal, hit} = screen();
	using _ = terminal;
	await terminal.until('question');
	expect(hit('question')).toEqual({pressed: action('over'), isFloating: true});
	expect(hit('╭')).toEqual({pressed: action('over'), isFloating: true});
	expect(hit('row 5').isFloating).toBe(false);
});

test('without a mouse nobody answers', async () => {
	const {terminal, hit} = screen(false);
	using _ = terminal;
	await terminal.until('row 8');
	expect(hit('row 5').pressed).toBeUndefined();
	expect(hit('mscn').pressed).toBeUndefined();
});

test('cells of the leaderboard and of a comparison are found by row and column', async () => {
	const root = createRef<DOMElement>();
	const column = (title: string, isCell?: true) => ({title: safeText(title), sub: safe`s`, width: 10, align: 'right' as const, isCell});
	using terminal = renderToScreen(
		<PointerContext value>
			<Box ref={root} flexDirection="column" width={60}>
				<LeaderboardTable
					columns={[column('model'), column('imdb', true), column('tpch', true)]}
					rows={['x', 'y', 'z'].map(name => ['m', 'i', 't'].map(part => safeText(`${part}${name}`)))}
					cursor={{row: 1, column: 1}}
					width={60}
					headerPressed={action('sort')}
				/>
				<ComparisonTable
					corner={[safe`corner`]}
					columns={['A', 'B'].map(letter => ({header: [safeText(`head ${letter}`)], isCurrent: letter === 'B'}))}
					rows={[
						{kind: 'line', text: safe`SECTION`},
						{kind: 'cells', field: safe`seed`, cells: [safe`one`, safe`two`], isCursor: true, below: 0},
						{kind: 'cells', field: safe`rate`, cells: [safe`three`, safe`four`], below: 1},
					]}
					fieldWidth={12}
					columnWidth={10}
					width={60}
				/>
			</Box>
		</PointerContext>,
		{cols: 60, rows: 14},
	);
	await terminal.until('four');
	const pressed = (text: string) => {
		if (!root.current) throw new Error('Nothing is drawn');
		return hitAt(root.current, placeOf(terminal.screen(), text)).pressed;
	};
	expect(pressed('tz')).toMatchObject({kind: 'move', down: 1, right: 1});
	expect(pressed('ix')).toMatchObject({kind: 'move', down: -1, right: 0});
	expect(pressed('mx')).toMatchObject({kind: 'move', down: -1, right: undefined});
	expect(pressed('tpch')).toMatchObject({kind: 'move', right: 1, then: action('sort')});
	expect(pressed('model')).toBeUndefined();
	expect(pressed('SECTION')).toBeUndefined();
	expect(pressed('three')).toMatchObject({kind: 'move', down: 1, right: -1});
	expect(pressed('two')).toMatchObject({kind: 'move', down: 0, right: 0, again: {kind: 'typed', text: '\r'}});
	expect(pressed('head A')).toMatchObject({kind: 'move', right: -1});
});
