/** Plans the sidecars that the entries of a model_registry.json become. */

import type {Adoption} from '../../store/domain/change.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import type {PlanRow} from './import-row.ts';

export interface SidecarRow extends PlanRow {
	/** Of what is imported. */
	readonly adoption?: Adoption;
}

/** @returns a row for each entry @throws UserError `failed` where the file changed meanwhile and cannot be read */
export async function planSidecarRows(file: string, {models}: Snapshot): Promise<readonly SidecarRow[]> {
	const [{planSidecars}, {MalformedError}] = await Promise.all([import('../../store/import-exchange.ts'), import('../../store/exchange-file.ts')]);
	try {
		return planSidecars(file, models).map(item => {
			const row = {kind: 'sidecar' as const, name: item.id, from: file};
			if (item.kind === 'refused') return {...row, action: 'skip' as const, reason: item.reason};
			if (item.kind === 'there') return {...row, to: item.sidecar, action: 'skip' as const, reason: 'It has its sidecar already.', isThere: true};
			return {...row, shownFrom: item.adoption.target.key, to: item.to, action: 'import' as const, metrics: [], remarks: item.remarks, adoption: item.adoption};
		});
	} catch (error) {
		if (!(error instanceof MalformedError)) throw error;
		throw new UserError('failed', `${file} is no JSON that can be read: ${error.message}.`, {hint: 'It changed while it was read: try again.', cause: error});
	}
}
