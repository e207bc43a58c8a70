/** What decides how the dashboard looks, and in which order. */

import {expect, test} from 'vitest';
import {effectiveLook, type LookPlaces} from '../../source/look-settings.ts';
import {lookPartOf, registryLook} from '../../store/domain/look.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const nothing: LookPlaces = {flags: {}, env: {}, registry: {}, user: {}};

test('flags stand over the environment, over the config of the registry, over the settings of the user, over the defaults', () => {
	const places: LookPlaces = {flags: {theme: 'light'}, env: {MREG_THEME: 'mono'}, registry: {theme: 'colorblind'}, user: {theme: 'dark'}};
	const theme = (of: LookPlaces) => {
		const {look, sources} = effectiveLook(of);
		return [look.theme, sources.theme];
	};
	expect(theme(places)).toEqual(['light', 'flag']);
	expect(theme({...places, flags: {}})).toEqual(['mono', 'environment']);
	expect(theme({...places, flags: {}, env: {}})).toEqual(['colorblind', 'registry']);
	expect(theme({...places, flags: {}, env: {}, registry: {}})).toEqual(['dark', 'user']);
	expect(theme(nothing)).toEqual(['auto', 'default']);
});

test('each setting has a source of its own, and off is said as loud as on', () => {
	const {look, sources} = effectiveLook({
		flags: {mouse: false},
		env: {MREG_ASCII: 'yes', MREG_MOUSE: '1'},
		registry: {screenReader: true},
		user: {ascii: false},
	});
	expect(look).toEqual({theme: 'auto', ascii: true, mouse: false, screenReader: true});
	expect(sources).toMatchObject({theme: 'default', ascii: 'environment', mouse: 'flag', screenReader: 'registry'});
	expect(effectiveLook(nothing).look.ascii).toBeUndefined();
});

test('the environment says yes and no in several words; what it says else is told of, and says nothing', () => {
	for (const [word, value] of [
		['1', true],
		['YES', true],
		['true', true],
		['0', false],
		['no', false],
		['False', false],
	] as const) {
		expect(effectiveLook({...nothing, env: {MREG_MOUSE: word}, user: {mouse: !value}}).look.mouse).toBe(value);
	}
	const {look, problems} = effectiveLook({...nothing, env: {MREG_MOUSE: 'maybe', MREG_THEME: 'blue', MREG_ASCII: ''}, user: {mouse: true}});
	expect(look).toEqual({theme: 'auto', mouse: true, screenReader: false});
	expect(problems).toEqual([
		'MREG_THEME takes auto, dark, light, mono, colorblind, not "blue": it says nothing.',
		'MREG_MOUSE takes 1, yes or true, and 0, no or false, not "maybe": it says nothing.',
	]);
});

test('a theme that there is not is refused in a flag', () => {
	const error = userErrorOf(() => effectiveLook({...nothing, flags: {theme: 'blue'}}));
	expect([error.code, error.message]).toEqual(['usage', '--theme takes auto, dark, light, mono, colorblind, not "blue".']);
});

test('of what a file says, what may not stand there says nothing, and the rest holds', () => {
	expect(lookPartOf({theme: 'mono', mouse: 'yes', ascii: false, columns: {}})).toEqual({
		part: {theme: 'mono', ascii: false},
		wrong: ['mouse is "yes", and takes true or false'],
	});
	expect(registryLook({dashboard: {theme: 1}})).toEqual({part: {}, wrong: ['dashboard.theme is 1, and takes auto, dark, light, mono, colorblind']});
	expect(registryLook({dashboard: []}).wrong).toEqual(['dashboard is not an object']);
	expect(registryLook(null)).toEqual({part: {}, wrong: []});
});
