/** How the tests run: in processes of their own, two at a time, since disks, terminals and programs in them are real. */

import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		pool: 'forks',
		maxWorkers: 2,
		testTimeout: 30_000,
		hookTimeout: 60_000,
		// A terminal session that hangs must not hang the suite.
		teardownTimeout: 10_000,
		env: {NO_COLOR: '1'},
	},
});
