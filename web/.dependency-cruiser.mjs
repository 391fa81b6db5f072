/**
 * Which folder may import which, checked by `npm run check`. Folders of `src` are floors (core, media, view, ui);
 * folders of `view` and `ui` are features, which have the same name on every floor, and places, which compose features.
 */
const FEATURES = '(agenda|chat|moderation|polls|presence|rooms|stage)';

/**
 * `from` imports from `to` alone, and from no package but `packages`. Tests may look anywhere.
 *
 * @param {string} name
 * @param {string} from
 * @param {string[]} to
 * @param {string} packages
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const only = (name, from, to, packages = '^$') => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '[.]test[.]ts$' },
  to: { pathNot: [...to, packages] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('protocol-is-generated', '^src/protocol', ['^src/protocol']),
    only('core-knows-no-page', '^src/core', ['^src/(core|protocol)']),
    only('i18n-knows-no-page', '^src/i18n', ['^src/(i18n|protocol)']),
    only('media-knows-no-class', '^src/media', [
      '^src/(media|protocol)',
      '^src/core/(backoff|http|listeners|live|storage)[.]ts$',
    ]),
    only('view-knows-no-component', '^src/view', ['^src/(view|core|media|i18n|protocol)'], 'node_modules/svelte/'),
    {
      name: 'features-know-no-place',
      comment: 'Places (classroom, watch, lobby ...) compose features, never the other way round.',
      severity: 'error',
      from: { path: `^src/view/${FEATURES}/`, pathNot: '[.]test[.]ts$' },
      to: { path: '^src/view/', pathNot: [`^src/view/${FEATURES}/`, '^src/view/kit/'] },
    },
    only('view-kit-knows-no-feature', '^src/view/kit/', ['^src/(view/kit|core|i18n|protocol)'], 'node_modules/svelte/'),
    only(
      'ui-kit-knows-no-feature',
      '^src/ui/kit/',
      ['^src/(ui/kit|view/kit|core|i18n|protocol)', '^src/router[.]ts$'],
      'node_modules/(svelte|@lucide/svelte|@tanstack/virtual-core)/',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count: they tie folders together as imports of values do.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['svelte', 'import', 'browser', 'default'] },
  },
};
