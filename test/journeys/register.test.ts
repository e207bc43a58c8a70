/** Someone registers versions in the dashboard: a model that is there, a file from elsewhere, a URL. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, makeOld, openDashboard, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {treeHash} from '../helpers/tree-hash.ts';

afterEach(closeTerminals);

function registry(): string {
	const root = temporaryFolder();
	putModel(root, {id: 'm_1.pt', sidecar: {model_id: 'm_1', notes: '느림', tags: ['wip']}});
	return root;
}

function outside(name: string, bytes: string): string {
	const file = path.join(temporaryFolder(), name);
	fs.writeFileSync(file, bytes);
	makeOld(file);
	return file;
}

function sidecarOf(root: string, key: string): Record<string, unknown> {
	return JSON.parse(fs.readFileSync(path.join(root, key), 'utf8')) as Record<string, unknown>;
}

const digest = (bytes: string) => createHash('sha256').update(bytes).digest('hex');

test('R makes a version of the model under the cursor where it is, and u takes that back', async () => {
	const root = registry();
	const before = fs.readFileSync(path.join(root, 'Mscn/Model/m_1.pt.json'), 'utf8');
	const dashboard = await openDashboard(root, {cols: 120});
	const artifact = path.join(root, 'Mscn/Model/m_1.pt');
	await dashboard.go(['R'], 'in place: nothing is copied or moved');
	expect(dashboard.current()).toBe('❯ Family *      mscn');
	await dashboard.until(' mscn/v1 is Mscn/Model/m_1.pt, 7 B, in place');
	dashboard.press('Tab', 'Tab');
	dashboard.type('acc=0.7\r조인\u{13}');
	await dashboard.until(/^ registered mscn\/v1 +mreg register mscn --from m_1 --metric acc=0\.7 .* u undo$/m);
	await dashboard.onRow('m_1');
	expect(sidecarOf(root, 'Mscn/Model/m_1.pt.json')).toMatchObject({
		model_id: 'm_1',
		family: 'mscn',
		version: 1,
		notes: '느림',
		tags: ['wip'],
		checksum: {value: digest('weights')},
		testing: [{dataset: '조인', performance: {acc: 0.7}}],
	});
	expect(sidecarOf(root, 'Mscn/Model/m_1.pt.json')).not.toHaveProperty('framework');
	expect(fs.statSync(artifact).mode & 0o222).toBe(0);
	await dashboard.go(['u'], / took back: .*|Take back/);
	await eventually(() => fs.readFileSync(path.join(root, 'Mscn/Model/m_1.pt.json'), 'utf8') === before);
	expect(fs.statSync(artifact).mode & 0o200).toBe(0o200);
});

test('a file from elsewhere is typed behind R in one read; an empty one is refused while it is typed; the cursor goes to the version', async () => {
	const root = registry();
	const [empty, file] = [outside('empty.pt', ''), outside('new model.pth', 'new weights')];
	const dashboard = await openDashboard(root, {cols: 140});
	dashboard.type(`R\u{15}resnet18\t${empty}`);
	await dashboard.until(/^ ! .*empty\.pt is empty/m);
	dashboard.press('C-s');
	await dashboard.until(lines => lines.some(line => line.startsWith('❯ Source')) && lines.some(line => /^ ! .*is empty/.test(line)));
	expect(fs.existsSync(path.join(root, 'Resnet18'))).toBe(false);
	dashboard.press('C-u');
	dashboard.type(`'${file}'\r\racc=0.697\r\r\r\u{6}\rresnet\r1,3,8\r\r\rbaseline\r첫 판`);
	await dashboard.until(' resnet18/v1 → Resnet18/Model/resnet18_v1.pth, 11 B, copied');
	dashboard.press('Enter', 'Enter');
	await dashboard.until(/^ registered resnet18\/v1 .* u undo$/m);
	await dashboard.onRow('resnet18_v1');
	expect(sidecarOf(root, 'Resnet18/Model/resnet18_v1.json')).toMatchObject({
		family: 'resnet18',
		version: 1,
		framework: 'pytorch',
		architecture: 'resnet',
		input_shape: [1, 3, 8],
		tags: ['baseline'],
		notes: '첫 판',
		checksum: {value: digest('new weights')},
		lineage: {source: file},
	});
	expect(fs.readFileSync(file, 'utf8')).toBe('new weights');
	// The next one comes after it; the same bytes are known.
	dashboard.press('R');
	await dashboard.until('a new version of resnet18 (now v1)');
	dashboard.type(file);
	for (const _ of 'parent...') dashboard.press('Down');
	await dashboard.until(/^❯ Parent +→ resnet18\/v1$/m);
	await dashboard.go(['Right'], /^❯ Parent +resnet18\/v1$/m);
	dashboard.press('C-s');
	await dashboard.until(/^ these bytes are resnet18\/v1 already/m);
	await dashboard.go(['Enter'], /^ registered resnet18\/v2 /m);
	expect(sidecarOf(root, 'Resnet18/Model/resnet18_v2.json')).toMatchObject({lineage: {parent: 'resnet18/v1'}});
	expect(sidecarOf(root, 'Resnet18/Model/resnet18_v2.json')).not.toHaveProperty('input_shape');
});

test('Escape leaves the form, the second one where something was typed, and nothing is done; what is wrong is said with its field', async () => {
	const root = registry();
	const before = treeHash(root);
	const dashboard = await openDashboard(root);
	await dashboard.go(['R'], '❯ Family');
	dashboard.type('\t/no/such/file.pt');
	await dashboard.until(/^ ! .*\/no\/such\/file\.pt/m);
	dashboard.type('\t\tacc=high');
	await dashboard.until(/^! Source/m);
	dashboard.press('C-s');
	await dashboard.until(/^❯ Source/m);
	await dashboard.go(['Escape'], 'Esc again leaves: what was typed is forgotten.');
	await dashboard.go(['Escape'], /1\/1 +by age/);
	expect(treeHash(root)).toBe(before);
});

test('a URL is downloaded and registered; where it answers with an error the form says so and stays', async () => {
	const root = registry();
	const server = http.createServer((request, response) => {
		const isThere = request.url === '/models/net.onnx';
		response.writeHead(isThere ? 200 : 404, {'content-type': 'application/octet-stream'}).end(isThere ? 'from the net' : 'no');
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	try {
		const {port} = server.address() as AddressInfo;
		const url = `http://127.0.0.1:${port}/models/net.onnx`;
		const dashboard = await openDashboard(root, {cols: 140});
		dashboard.type(`R\u{15}net\t${url}x\u{13}`);
		await dashboard.until(lines => lines.some(line => /^ ! .*404/.test(line)) && lines.some(line => line.startsWith('❯ Source')));
		dashboard.type('\u{7F}\u{13}');
		await dashboard.until(/^ registered net\/v1 /m);
		expect(sidecarOf(root, 'Net/Model/net_v1.json')).toMatchObject({lineage: {source: url}, checksum: {value: digest('from the net')}});
	} finally {
		server.closeAllConnections();
		server.close();
	}
});

test('Esc while a file is downloaded stops that; the form stays as it was, and registers what came and the rest', async () => {
	const root = registry();
	const whole = Buffer.alloc(300_000, 'w');
	const ranges: Array<string | undefined> = [];
	const server = http.createServer((request, response) => {
		const {range} = request.headers;
		ranges.push(range);
		const first = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
		const headers = {etag: '"w"', 'content-length': whole.length - first, 'content-range': `bytes ${first}-${whole.length - 1}/${whole.length}`};
		response.writeHead(first === 0 ? 200 : 206, headers);
		if (first === 0) response.write(whole.subarray(0, 100_000));
		else response.end(whole.subarray(first));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	try {
		const {port} = server.address() as AddressInfo;
		const dashboard = await openDashboard(root, {cols: 120});
		dashboard.type(`R\u{15}net\thttp://127.0.0.1:${port}/net.onnx\tacc=1\u{13}`);
		await dashboard.until(/registering …[^]*Esc stops it/);
		await eventually(() =>
			fs.readdirSync(root, {recursive: true, encoding: 'utf8'}).some(name => name.endsWith('/body') && fs.statSync(path.join(root, name)).size > 0),
		);
		await dashboard.go(['Escape'], /stay in pretrained_models\/ and are taken up again\./);
		expect(dashboard.current()).toBe('❯ Metrics       acc=1');
		await dashboard.go(['C-s'], /^ registered net\/v1 /m);
		expect(ranges).toEqual([undefined, 'bytes=100000-']);
		expect(fs.readFileSync(path.join(root, 'Net/Model/net_v1.onnx')).equals(whole)).toBe(true);
	} finally {
		server.closeAllConnections();
		server.close();
	}
});

test('Tab completes the path of the source, and goes on where there is nothing to complete; what is typed meanwhile comes behind it', async () => {
	const root = registry();
	const file = outside('one model.pth', 'weights');
	const dashboard = await openDashboard(root, {cols: 140});
	dashboard.type(`R\u{15}one\t${path.dirname(file)}/one\t`);
	await dashboard.until(/^❯ Source \* .*one model\.pth$/m);
	await dashboard.until(/^ file, 7 B$/m);
	dashboard.press('Tab');
	await dashboard.until(/^❯ How/m);
	dashboard.press('Up');
	dashboard.type('\t \tacc=1');
	await dashboard.until(/^❯ Metrics +acc=1$/m);
	await dashboard.until(/\[move\]/);
});

test('where nothing may be changed R says why', async () => {
	const dashboard = await openDashboard(registry(), {args: ['--read-only']});
	await dashboard.go(['R'], lines => /read-only/i.test(lines.at(-1) ?? ''));
	expect(dashboard.current()).toMatch(/m_1/);
});
