/** A chart as data: what the dashboard draws in braille, `mreg plot` prints, and a report has as SVG. */

import type {Direction} from './config.ts';

export interface Chart {
	/** Raw: `mscn · total_time on imdb`. */
	readonly title: string;
	readonly x: Axis;
	readonly y: Axis;
	/** By x, of equal ones by y, then by key. */
	readonly points: readonly ChartPoint[];
	readonly frontier: Frontier;
	readonly leftOut: LeftOut;
	/** On what the results that are drawn were measured; undefined where all are (`--mixed`). */
	readonly group?: {readonly queries?: number; readonly digest?: string};
}

export interface Axis {
	/** Raw, without its unit: `trained`, `learning_rate`, `total_time@imdb`. */
	readonly label: string;
	/** Raw: `s`. */
	readonly unit?: string;
	/** Which end is better; undefined where nobody said, or where it makes no sense. */
	readonly direction?: Direction;
	/** `time`: milliseconds since 1970; `category`: the index into `categories`. */
	readonly scale: 'linear' | 'log' | 'time' | 'category';
	/** Raw, in their order. */
	readonly categories?: readonly string[];
	/** The least and the greatest value among the points; they may be equal. */
	readonly from: number;
	readonly to: number;
}

export interface ChartPoint {
	/** Of its model. */
	readonly key: string;
	/** Raw: the model's id. */
	readonly label: string;
	readonly x: number;
	readonly y: number;
	/** `best`: the best of all; `frontier`: it is one of those that the line goes through. */
	readonly kind: 'plain' | 'frontier' | 'best';
}

export interface Frontier {
	/**
	 * `so-far`: the best of all that lie at this x or left of it, in steps: on at one height to the x of the next, and there straight to it.
	 * `each`: the best at each x, joined by straight lines, or, where x is words, by none. `none`: nobody said which values are better.
	 */
	readonly kind: 'so-far' | 'each' | 'none';
	/** Its corners from the left, in the axes' own units. */
	readonly line: ReadonlyArray<{readonly x: number; readonly y: number}>;
}

/** How many models are not drawn, by why. */
export interface LeftOut {
	/** They have no result of the metric on the dataset that is a number. */
	readonly unmeasured: number;
	/** Their result was measured on other queries or other data. */
	readonly otherData: number;
	/** It is infinite, or their place on the x axis is. */
	readonly infinite: number;
	/** They have a result, but say nothing of the hyperparameter, or have no time. */
	readonly withoutX: number;
}
