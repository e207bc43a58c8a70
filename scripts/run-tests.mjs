/** Runs vitest and closes with one line, `N passed, N failed`, taken from its own JSON report. The exit code is vitest's. */

import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'mreg-test-report-'));
const report = join(folder, 'report.json');

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {stdio: 'inherit'});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('close', (code, signal) => {
	console.log(closingLine(report));
	rmSync(folder, {recursive: true, force: true});
	process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
});

/** The counts of a report, or a line that says there is none (vitest did not come to its end). */
function closingLine(path) {
	try {
		const {numPassedTests, numFailedTests, numFailedTestSuites} = JSON.parse(readFileSync(path, 'utf8'));
		// A file that cannot even be loaded has no tests that failed, only a suite.
		const failed = numFailedTests === 0 ? numFailedTestSuites : numFailedTests;
		return `${numPassedTests} passed, ${failed} failed`;
	} catch {
		return 'No report: vitest ended before its tests did.';
	}
}
