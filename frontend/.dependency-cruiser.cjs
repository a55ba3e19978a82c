// Who may import whom: app -> features -> resource -> ui, api -> lib. docs/architecture.md says why.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'features-are-islands',
      severity: 'error',
      comment: 'compose features in src/app',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'features-below-app',
      severity: 'error',
      from: { path: '^src/(features|resource|ui|api|lib)/' },
      to: { path: '^src/app/' },
    },
    {
      name: 'kit-knows-no-feature',
      severity: 'error',
      from: { path: '^src/(resource|ui|api|lib)/' },
      to: { path: '^src/features/' },
    },
    {
      name: 'kit-above-parts',
      severity: 'error',
      from: { path: '^src/(ui|api|lib)/' },
      to: { path: '^src/resource/' },
    },
    { name: 'ui-and-api-apart', severity: 'error', from: { path: '^src/ui/' }, to: { path: '^src/api/' } },
    { name: 'api-shows-nothing', severity: 'error', from: { path: '^src/api/' }, to: { path: '^src/ui/' } },
    {
      name: 'lib-is-the-floor',
      severity: 'error',
      from: { path: '^src/lib/' },
      to: { path: '^src/(ui|api)/' },
    },
    {
      name: 'one-http-client',
      severity: 'error',
      comment: 'everything goes through src/api',
      from: { pathNot: '^src/api/' },
      to: { path: 'node_modules/(openapi-fetch|openapi-react-query|axios)/' },
    },
    {
      name: 'one-look',
      severity: 'error',
      comment: 'only src/ui knows bootstrap-italia',
      from: { pathNot: '^src/ui/' },
      to: { path: 'node_modules/bootstrap-italia/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'module', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
