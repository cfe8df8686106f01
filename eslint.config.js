import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Folders in the order of the data: a folder may import from those before it, as listed here. */
const mayNotImport = {
  model: [
    'config',
    'kafka',
    'decode',
    'filter',
    'inspector',
    'store',
    'ui',
    'pipe',
    'demo',
    'watch',
    'search',
  ],
  config: [
    'kafka',
    'decode',
    'filter',
    'inspector',
    'store',
    'ui',
    'pipe',
    'demo',
    'watch',
    'search',
  ],
  kafka: ['decode', 'filter', 'inspector', 'store', 'ui', 'pipe', 'demo', 'watch', 'search'],
  watch: ['config', 'decode', 'filter', 'inspector', 'store', 'ui', 'pipe', 'demo', 'search'],
  decode: [
    'config',
    'kafka',
    'filter',
    'inspector',
    'store',
    'ui',
    'pipe',
    'demo',
    'watch',
    'search',
  ],
  filter: ['config', 'kafka', 'inspector', 'store', 'ui', 'pipe', 'demo', 'watch', 'search'],
  search: ['config', 'decode', 'inspector', 'store', 'ui', 'pipe', 'demo', 'watch'],
  inspector: ['store', 'ui', 'pipe', 'demo', 'watch', 'search'],
  store: ['config', 'kafka', 'filter', 'inspector', 'ui', 'pipe', 'demo', 'watch', 'search'],
  ui: ['config', 'kafka', 'inspector', 'pipe', 'demo', 'watch', 'search'],
  pipe: ['store', 'ui', 'demo', 'watch'],
  demo: ['decode', 'filter', 'inspector', 'store', 'ui', 'pipe', 'watch', 'search'],
};

const kafkajs = {
  group: ['kafkajs', 'kafkajs/*'],
  message: 'Only src/kafka/ imports kafkajs.',
};

const boundaries = Object.entries(mayNotImport).map(([folder, forbidden]) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...(folder === 'kafka' ? [] : [kafkajs]),
          {
            group: forbidden.map((name) => `**/${name}/*`),
            message: 'Imports run in the direction of the data; see src/README.md.',
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'coverage'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  ...boundaries,
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  prettier,
);
