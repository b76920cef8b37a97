// mocha takes a reporter that is named on its command line from the default export.
export { ReportingSpec as default } from './report.ts';
