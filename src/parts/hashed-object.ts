import { ApiObject } from 'cdk8s';
import { checksum } from '../render/checksum';
import { JOB_HASH_LENGTH } from '../render/validation/limits';

/**
 * An object that Kubernetes does not let change: its name ends in a hash of its spec, so that a changed one is another one.
 * The hash is taken last of all, so that patches count.
 */
export class HashedObject extends ApiObject {
  public override toJson(): { metadata: { name: string }; spec: object } {
    const object = super.toJson();
    const hash = checksum(JSON.stringify(object.spec)).slice(0, JOB_HASH_LENGTH);
    return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-${hash}` } };
  }
}
