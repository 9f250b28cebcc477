/**
 * The Kubernetes API that src is written against: the L1 classes of Kubernetes 1.27 that cdk8s-plus-27 carries.
 * Everything takes them from here, so this line is all that another version of the API would change.
 */
export { k8s } from 'cdk8s-plus-27';
