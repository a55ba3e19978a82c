export { MunicipalPage as DetailPage } from './MunicipalPage';
export { NetworkPage as ListPage } from './NetworkPage';
