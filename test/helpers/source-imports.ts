/** What source files import and which functions of node:fs they name, read from their syntax. */

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const project = path.join(import.meta.dirname, '..', '..');

export interface Import {
	/** A path from the project's folder (`store/lock.ts`), or a package's name (`ink`, `node:fs`). */
	readonly target: string;
	readonly isLocal: boolean;
	/** Erased before the program runs. */
	readonly isTypeOnly: boolean;
	readonly isDynamic: boolean;
}

/** A use of a function of node:fs, with its arguments as they are written. */
export interface FsCall {
	readonly name: string;
	readonly args: readonly string[];
}

/** The program's own files, as paths from the project's folder. */
export function programFiles(): readonly string[] {
	return ['source', 'components', 'store']
		.flatMap(folder => fs.readdirSync(path.join(project, folder), {recursive: true, encoding: 'utf8'}).map(name => `${folder}/${name}`))
		.filter(name => /\.tsx?$/.test(name))
		.sort();
}

const imports = new Map<string, readonly Import[]>();

/** All imports of a file, in its order. Each file is gone through once: hundreds of ways lead to some. */
export function importsOf(file: string): readonly Import[] {
	let found = imports.get(file);
	if (!found) imports.set(file, (found = findImports(file)));
	return found;
}

function findImports(file: string): readonly Import[] {
	const found: Import[] = [];
	const add = (specifier: ts.Node | undefined, kind: {isTypeOnly: boolean; isDynamic: boolean}) => {
		if (!specifier || !ts.isStringLiteralLike(specifier)) return;
		const isLocal = specifier.text.startsWith('.');
		const target = isLocal ? path.posix.join(path.posix.dirname(file), specifier.text) : packageName(specifier.text);
		found.push({target, isLocal, ...kind});
	};
	visit(syntaxOf(file), node => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, {isTypeOnly: isTypeOnly(node.importClause), isDynamic: false});
		if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, {isTypeOnly: node.isTypeOnly, isDynamic: false});
		if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], {isTypeOnly: false, isDynamic: true});
	});
	return found;
}

/** The functions of node:fs that a file calls or passes on, by whatever name it imported them. */
export function fsCallsOf(file: string): readonly FsCall[] {
	const syntax = syntaxOf(file);
	const [wholes, singles] = [new Set<string>(), new Map<string, string>()];
	visit(syntax, node => {
		if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier) || !/^node:fs/.test(node.moduleSpecifier.text)) return;
		const clause = node.importClause;
		if (clause?.name) wholes.add(clause.name.text);
		if (clause?.namedBindings && ts.isNamespaceImport(clause.namedBindings)) wholes.add(clause.namedBindings.name.text);
		if (clause?.namedBindings && ts.isNamedImports(clause.namedBindings)) {
			for (const {name, propertyName} of clause.namedBindings.elements) {
				if (['promises', 'default'].includes(propertyName?.text ?? name.text)) wholes.add(name.text);
				else singles.set(name.text, propertyName?.text ?? name.text);
			}
		}
	});
	const found: FsCall[] = [];
	visit(syntax, node => {
		if (ts.isImportDeclaration(node)) return false;
		const name = fsName(node, wholes, singles);
		if (name === undefined) return;
		const call = ts.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : undefined;
		found.push({name, args: call?.arguments.map(argument => argument.getText()) ?? []});
	});
	return found;
}

/** The function of node:fs that `fs.x`, `fs.promises.x` or a bare `x` is. */
function fsName(node: ts.Node, wholes: ReadonlySet<string>, singles: ReadonlyMap<string, string>): string | undefined {
	if (ts.isPropertyAccessExpression(node)) {
		const owner = node.expression.getText().replace(/\.promises$/, '');
		return wholes.has(owner) ? node.name.text : undefined;
	}
	if (!ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) return undefined;
	return singles.get(node.text);
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
	if (!clause) return false;
	if (clause.isTypeOnly) return true;
	const {name, namedBindings} = clause;
	return !name && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.every(element => element.isTypeOnly);
}

function syntaxOf(file: string): ts.SourceFile {
	return ts.createSourceFile(file, fs.readFileSync(path.join(project, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Walks a tree; a visitor that returns false keeps it from going deeper. */
function visit(node: ts.Node, visitor: (node: ts.Node) => boolean | void): void {
	if (visitor(node) === false) return;
	node.forEachChild(child => visit(child, visitor));
}

function packageName(specifier: string): string {
	if (specifier.startsWith('node:')) return specifier;
	return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
