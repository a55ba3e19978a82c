export { definition } from './definition';
export { TemplatePage as DetailPage } from './TemplatePage';
export { TemplatesPage as ListPage } from './TemplatesPage';
