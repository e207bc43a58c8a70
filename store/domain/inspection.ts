/** What the headers of a model's files say, as data: formats, tensors, and what loading them would import. Nothing of it was run. */

/** How a file is written, told by its first bytes, never by its name. */
export type FileFormat =
	/** A zip of torch.save: `data.pkl` and the tensors' bytes. */
	| 'pytorch'
	/** As torch.save wrote before 1.6: pickles one after the other. */
	| 'pytorch-legacy'
	| 'torchscript'
	| 'safetensors'
	| 'onnx'
	| 'npy'
	| 'npz'
	| 'gguf'
	/** A pickle that is no checkpoint. */
	| 'pickle'
	/** Known by their first bytes only. */
	| 'zip'
	| 'hdf5';

export interface Tensor {
	/** As a person would write it: `fc.weight`; raw. */
	readonly name: string;
	/** In numpy's words where it has one: `float32`, `bfloat16`, `int64`; of GGUF the quantisation: `Q4_K`. */
	readonly dtype: string;
	/** Rows first, as numpy and torch count; [] of a single number. */
	readonly shape: readonly number[];
	/** What its values take in the file. */
	readonly bytes: number;
	/** It belongs to an optimizer's state, and is no parameter of the model. */
	readonly isOptimizer?: true;
	/** Its values are another tensor's, which stands before it. */
	readonly isShared?: true;
	/**
	 * The CRC-32 of its values (8 hexadecimal digits) where the file keeps one. Of values that lie in another order than that of the shape
	 * with their strides behind it (`9f8a01b2/1,64`); of a part of a larger storage that one's, with the place of the part (`9f8a01b2@128/64,1`).
	 */
	readonly crc?: string;
}

/** Whether `torch.load(weights_only=True)` takes a file where its caller allows no further classes. */
export type WeightsOnly =
	| {readonly isTaken: true}
	/** The end of a sentence, raw: `it needs posix.system`. */
	| {readonly isTaken: false; readonly why: string};

/** One file of a model. */
export interface InspectedFile {
	/** Below the artifact, `/`-separated; '' for an artifact that is a file. */
	readonly path: string;
	readonly bytes: number;
	/** undefined: of no format that is known here. */
	readonly format?: FileFormat;
	/** In their order in the file; at most `inspectionLimits.tensors`. */
	readonly tensors: readonly Tensor[];
	/** How many there are. */
	readonly tensorCount: number;
	/** Elements of all tensors that are neither shared nor an optimizer's. */
	readonly parameters: number;
	/** What loading it would import beyond what tensors need: `posix.system`; sorted, each once; raw. */
	readonly imports: readonly string[];
	/** What else the header says: `producer` `pytorch 2.1`, `general.architecture` `llama`, `epoch` `12`; raw, short. */
	readonly facts: ReadonlyArray<readonly [name: string, value: string]>;
	/** Simple values that a training wrote as hyperparameters (`hyper_parameters` of a Lightning checkpoint). */
	readonly hyperparams?: Readonly<Record<string, number | string | boolean>>;
	/** undefined: nothing of torch or pickle, or broken. */
	readonly weightsOnly?: WeightsOnly;
	/** Sentences about what is wrong with it; raw. */
	readonly problems: readonly string[];
}

/** Of one model: its artifact, or the files in it. */
export interface Inspection {
	/** By path; without those that are of no known format where there are others. */
	readonly files: readonly InspectedFile[];
	/** Files of the artifact that were not opened, because there are too many. */
	readonly unopened: number;
	/** What of it was not looked at, these files among it, as raw sentences: what that would run is not known. */
	readonly leftOut?: readonly string[];
}

/** No header makes more be read or kept than this. */
export const inspectionLimits = {
	/** Tensors of one file that are kept. */
	tensors: 100_000,
	/** Of one artifact. */
	files: 1_000,
	/** Bytes of a pickle, or of a header in JSON. */
	header: 64 * 2 ** 20,
	/** Entries of a zip archive. */
	entries: 200_000,
	/** Instructions of a pickle. */
	instructions: 20_000_000,
	/** Characters of a name or a fact. */
	text: 4_096,
	imports: 1_000,
	facts: 100,
} as const;

/** Of a whole model. */
export interface InspectionSummary {
	/** Of the files with tensors, else of any; joined by ` + ` where there are several: `pytorch + pickle`. undefined: nothing known. */
	readonly format?: string;
	/** Without arrays in pickles beside weights, as all numbers here. */
	readonly tensorCount: number;
	readonly parameters: number;
	/** What the parameters take. */
	readonly bytes: number;
	/** Each dtype with how many of the parameters have it, the most first. */
	readonly dtypes: ReadonlyArray<readonly [dtype: string, elements: number]>;
	/** What an optimizer keeps beside the parameters; undefined: nothing. */
	readonly optimizer?: {readonly tensorCount: number; readonly elements: number; readonly bytes: number};
	readonly imports: readonly string[];
	readonly producer?: string;
	readonly problems: readonly string[];
}
