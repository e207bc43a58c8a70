/** What a reader of one format makes of a file. */

import type {InspectedFile} from '../domain/inspection.ts';
import type {FileWindow} from './file-window.ts';

export type FormatContents = Omit<InspectedFile, 'path' | 'bytes'>;

/** @throws FormatError where nothing can be said but that it is broken; system errors as they are */
export type FormatReader = (window: FileWindow) => FormatContents | Promise<FormatContents>;
