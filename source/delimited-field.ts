/** How a field of CSV and TSV is written. */

import type {SafeText} from '../components/safe-text.ts';
import {safeText} from './text.ts';

/** Quoted as RFC 4180 says, where it has to be. The text itself stays as it is, also `=1+1`: programs read it back. */
export function delimitedField(field: SafeText): SafeText {
	return /[",\t]/.test(field) || field !== field.trim() ? safeText(`"${field.replaceAll('"', '""')}"`) : field;
}
