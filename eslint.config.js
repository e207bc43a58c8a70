/** The house style, as far as a machine can hold it. Layout is Prettier's. */

import hooks from 'eslint-plugin-react-hooks';
import {defineConfig, globalIgnores} from 'eslint/config';
import tseslint from 'typescript-eslint';

const noDefaultExport = {
	selector: 'ExportDefaultDeclaration',
	message: 'Named exports only: one name for one thing everywhere.',
};

const noClass = {
	selector: "ClassDeclaration:not([superClass]):not(:has(PropertyDefinition, MethodDefinition[kind='constructor']))",
	message: 'A class is for errors and for what holds a resource; else functions do.',
};

export default defineConfig(
	globalIgnores(['dist', 'node_modules', 'ExampleData', 'fixtures', 'bench/results', '**/*.js', '**/*.mjs', '**/*.cjs']),
	{linterOptions: {reportUnusedDisableDirectives: 'error'}},
	{
		files: ['**/*.{ts,tsx}'],
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
		plugins: {'react-hooks': hooks},
		rules: {
			// The two that find bugs; the compiler's others forbid measuring after a draw and keeping rows that are painted once.
			'react-hooks/rules-of-hooks': 'error',
			'react-hooks/exhaustive-deps': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
			'@typescript-eslint/consistent-type-imports': ['error', {fixStyle: 'inline-type-imports'}],
			'@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', caughtErrorsIgnorePattern: '^_'}],
			'@typescript-eslint/prefer-readonly': 'error',
			'no-restricted-syntax': ['error', noDefaultExport, noClass],
			'no-console': 'error',
			'no-var': 'error',
			'prefer-const': 'error',
			'object-shorthand': 'error',
			eqeqeq: 'error',
			curly: ['error', 'multi-line'],
		},
	},
	{
		files: ['scripts/**', 'bench/**', 'test/**', 'examples/**', '*.config.ts'],
		rules: {
			'no-console': 'off',
			'no-restricted-syntax': 'off',
		},
	},
	{
		files: ['test/**'],
		rules: {
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/unbound-method': 'off',
		},
	},
);
