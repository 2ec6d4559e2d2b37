// The parts of datapackage, which ships no types, that the tests of schemas and of the archive use.

declare module "datapackage" {
  export class Resource {
    readonly name: string;
    readonly descriptor: { readonly path: string; readonly bytes?: number; readonly hash?: string };
    read(options?: { readonly keyed?: boolean }): Promise<unknown[]>;
    /** Rejects when a foreign key leads nowhere. */
    checkRelations(): Promise<boolean>;
  }
  export class Package {
    /** A descriptor, or the path of one or of a zip that holds one. */
    static load(descriptor: object | string, options?: { readonly strict?: boolean }): Promise<Package>;
    readonly valid: boolean;
    readonly errors: readonly Error[];
    readonly resources: readonly Resource[];
  }
}
