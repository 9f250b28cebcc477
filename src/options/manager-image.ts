/**
 * The image that the cluster manager's pod runs. It needs a POSIX shell, awk and redis-cli or valkey-cli.
 */
export class ManagerImage {
  /** The cluster's own image: it is on the nodes already, and no network is needed. The default. */
  public static engine(): ManagerImage {
    return new ManagerImage('manage.sh');
  }

  /**
   * `ubuntu:24.04`, which gets redis-cli from Ubuntu's archive when it starts: without root, unpacked into a scratch volume. The pod must reach the archive, so its
   * NetworkPolicy opens TCP ports 80 and 443 to anywhere.
   */
  public static ubuntu(): ManagerImage {
    return new ManagerImage('ubuntu-tools.sh', 'ubuntu:24.04');
  }

  /**
   * Any other image with a POSIX shell, awk and redis-cli or valkey-cli on its PATH.
   *
   * @param image the image with its tag
   */
  public static custom(image: string): ManagerImage {
    return new ManagerImage('manage.sh', image);
  }

  /** The image; the engine's own where there is none. */
  public readonly image?: string;

  /** The script that the container starts with. */
  public readonly entry: string;

  private constructor(entry: string, image?: string) {
    this.entry = entry;
    this.image = image;
  }

  /** Whether the pod installs its tools first, and so needs room for a package archive's index. */
  public get installsTools(): boolean {
    return this.entry !== 'manage.sh';
  }
}
