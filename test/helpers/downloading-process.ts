/** Downloads URL into FOLDER; prints `PERCENT` as it comes and at the end what came, as JSON, or the error. */

import {download} from '../../store/download.ts';

const [url = '', folder = ''] = process.argv.slice(2);
try {
	const done = await download(url, {
		folder,
		now: Date.now,
		env: {},
		onProgress: (bytes, total) => void process.stdout.write(`${bytes}/${total}\n`),
	});
	console.log(JSON.stringify(done));
} catch (error) {
	console.log(String(error));
	process.exitCode = 1;
}
