/** What every object of the cluster carries besides its own labels. */
export interface MetadataOptions {
  /**
   * Labels of every object. The cluster's own (`app.kubernetes.io/name`, `instance`, `component`, `managed-by`) cannot be set.
   *
   * @default - the cluster's own
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of every object.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}
