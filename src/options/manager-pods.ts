import { ManagerImage } from './manager-image';
import { PlacementOptions } from './placement';

/** What all pods that manage have in common: the Job's and the keeper's. */
export interface ManagerPodOptions extends PlacementOptions {
  /**
   * The image that the pods run.
   *
   * @default ManagerImage.engine()
   */
  readonly image?: ManagerImage;
}
