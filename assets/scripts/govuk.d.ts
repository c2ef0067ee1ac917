// govuk-frontend ships its components without types; what we use of them is their constructor, in components.ts.
declare module "govuk-frontend/dist/govuk/components/*" {
  export const Button: unknown;
  export const CharacterCount: unknown;
  export const Checkboxes: unknown;
  export const ErrorSummary: unknown;
  export const ExitThisPage: unknown;
  export const FileUpload: unknown;
  export const NotificationBanner: unknown;
  export const PasswordInput: unknown;
  export const Radios: unknown;
  export const ServiceNavigation: unknown;
  export const SkipLink: unknown;
  export const Tabs: unknown;
}
